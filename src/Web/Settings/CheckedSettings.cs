using System.ComponentModel.DataAnnotations;

namespace IoTConsole.Web;

/// <summary>Binds settings and reports every fault of all of them at once, before anything starts.</summary>
internal sealed class CheckedSettings(IConfiguration configuration)
{
    private readonly List<string> _faults = [];

    public T Read<T>(string? section)
        where T : class, new()
    {
        var settings = new T();
        try
        {
            (section is null ? configuration : configuration.GetSection(section)).Bind(settings);
        }
        catch (InvalidOperationException fault)
        {
            _faults.Add(fault.InnerException is { } inner ? $"{fault.Message} {inner.Message}" : fault.Message);
        }

        var found = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), found, validateAllProperties: true);
        _faults.AddRange(found.Select(f => section is null ? f.ErrorMessage! : $"{section}: {f.ErrorMessage}"));
        return settings;
    }

    /// <exception cref="SettingsFault">At least one setting is wrong; the message lists them all.</exception>
    public void Demand()
    {
        if (_faults.Count > 0) throw new SettingsFault(_faults);
    }
}

internal sealed class SettingsFault(IReadOnlyList<string> faults)
    : Exception("The settings have faults:\n" + string.Join('\n', faults.Select(f => "  - " + f)));
