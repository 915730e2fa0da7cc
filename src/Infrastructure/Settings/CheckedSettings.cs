using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Infrastructure.Settings;

/// <summary>Binds settings to validated types and collects every fault, so that all are reported at once before anything starts.</summary>
public static class CheckedSettings
{
    /// <summary>Reads, checks and registers the settings of a section; faults are kept for <see cref="DemandSettings"/>.</summary>
    /// <param name="section">Null for settings at the root of the configuration.</param>
    public static T ReadSettings<T>(this IServiceCollection services, IConfiguration configuration, string? section)
        where T : class, new()
    {
        var settings = new T();
        var faults = FaultsOf(services);
        try
        {
            (section is null ? configuration : configuration.GetSection(section)).Bind(settings);
        }
        catch (InvalidOperationException fault)
        {
            faults.Add(fault.InnerException is { } inner ? $"{fault.Message} {inner.Message}" : fault.Message);
        }

        var found = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), found, validateAllProperties: true);
        faults.AddRange(found.Select(f => section is null ? f.ErrorMessage! : $"{section}: {f.ErrorMessage}"));
        services.AddSingleton(settings);
        return settings;
    }

    /// <exception cref="InvalidSettingsException">At least one setting is wrong; the message lists them all.</exception>
    public static IServiceCollection DemandSettings(this IServiceCollection services) =>
        FaultsOf(services) is { Count: > 0 } faults ? throw new InvalidSettingsException(faults) : services;

    private static List<string> FaultsOf(IServiceCollection services)
    {
        if (services.FirstOrDefault(d => d.ServiceType == typeof(Faults))?.ImplementationInstance is Faults kept) return kept.Found;
        var fresh = new Faults();
        services.AddSingleton(fresh);
        return fresh.Found;
    }

    private sealed class Faults
    {
        public List<string> Found { get; } = [];
    }
}

/// <summary>What is wrong with the settings, a line each.</summary>
public sealed class InvalidSettingsException(IReadOnlyList<string> faults)
    : Exception("The settings have faults:\n" + string.Join('\n', faults.Select(f => "  - " + f)));
