using System.Globalization;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Contracts;
using Test = System.Func<IoTConsole.Provisioning.Contracts.DeviceEntry, bool>;

namespace IoTConsole.Provisioning.Fleet;

/// <summary>What a term asks of one device, or why it cannot be understood.</summary>
internal static class TermMeaning
{
    /// <summary>Fields that are not metrics, as they are offered in the builder.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["name", "id", "serial", "model", "maker", "revision", "tag", "state", "health", "site", "gateway", "power", "interval", "unheard", "heard", "registered", "is", "has"];

    public static Result<Test> Of(DeviceTerm term, FilterGround ground)
    {
        if (ReferenceEquals(term, DeviceTerm.TooLong)) return ProvisioningProblems.LongFilter;
        var read = Positive(term, ground);
        if (!read.Succeeded || !term.Not) return read;
        var test = read.Value;
        return (Test)(d => !test(d));
    }

    private static Result<Test> Positive(DeviceTerm term, FilterGround ground) => term.Field.ToLowerInvariant() switch
    {
        "" => Any(term, value => d => Holds(d.Name, value) || Holds(d.DeviceId, value) || Holds(d.Serial, value)),
        "name" => Text(term, d => d.Name),
        "id" or "device" => Text(term, d => d.DeviceId),
        "serial" => Text(term, d => d.Serial),
        "model" => Text(term, d => d.Model),
        "maker" or "manufacturer" => Text(term, d => d.Manufacturer),
        "revision" or "hw" or "hardware" => Text(term, d => d.HardwareRevision),
        "tag" => Any(term, value => d => d.Tags.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase)),
        "state" => Choice<LifecycleState>(term, d => d.State),
        "power" => Choice<PowerSource>(term, d => d.Power),
        "health" => Choice<HealthState>(term, d => ground.FactsOf(d).Health),
        "site" or "scope" or "building" => Sites(term, ground),
        "gateway" => Gateway(term, ground),
        "interval" => Seconds(term),
        "unheard" => Age(term, span => d => Silence(ground, d) >= span),
        "heard" => Age(term, span => d => Silence(ground, d) <= span),
        "registered" => Age(term, span => d => ground.Now - d.CreatedAt.ToUnixTimeMilliseconds() <= span),
        "is" => Is(term, ground),
        "has" => Any(term, value => d => value.Equals("tag", StringComparison.OrdinalIgnoreCase) ? d.Tags.Count > 0 : ground.ValueOf(d, value) is not null),
        _ => Metric(term, ground),
    };

    private static Result<Test> Any(DeviceTerm term, Func<string, Test> test)
    {
        if (term.Values.Count == 1) return test(term.Value);
        var tests = term.Values.Select(test).ToArray();
        return (Test)(d => Array.Exists(tests, t => t(d)));
    }

    private static Result<Test> Text(DeviceTerm term, Func<DeviceEntry, string> text) => term.Op switch
    {
        TermOp.Has => Any(term, value => d => Holds(text(d), value)),
        TermOp.Is => Any(term, value => d => text(d).Equals(value, StringComparison.OrdinalIgnoreCase)),
        _ => ProvisioningProblems.BadFilter($"“{term.Field}” is a text: write {term.Field}:part or {term.Field}=whole."),
    };

    private static Result<Test> Choice<T>(DeviceTerm term, Func<DeviceEntry, T> of)
        where T : struct, Enum
    {
        var chosen = new HashSet<T>();
        foreach (var value in term.Values)
        {
            var key = value.Replace(" ", "-", StringComparison.Ordinal);
            var known = Enum.GetValues<T>().Where(v => Statuses.KeyOf(v.ToString()).Equals(key, StringComparison.OrdinalIgnoreCase) || v.ToString().Equals(value, StringComparison.OrdinalIgnoreCase)).ToList();
            if (known.Count == 0) return ProvisioningProblems.BadFilter($"“{value}” is no {term.Field}. There is: {string.Join(", ", Enum.GetNames<T>().Select(Statuses.KeyOf))}.");
            chosen.Add(known[0]);
        }

        return (Test)(d => chosen.Contains(of(d)));
    }

    private static Result<Test> Sites(DeviceTerm term, FilterGround ground)
    {
        var paths = new List<string>();
        foreach (var value in term.Values)
        {
            var found = ground.PathsOf(value);
            if (!found.Succeeded) return found.Problem;
            paths.AddRange(found.Value);
        }

        return (Test)(d => paths.Exists(p => d.SitePath.StartsWith(p, StringComparison.Ordinal)));
    }

    private static Result<Test> Gateway(DeviceTerm term, FilterGround ground)
    {
        var gateway = ground.GatewayOf(term.Value);
        if (!gateway.Succeeded) return gateway.Problem;
        var id = gateway.Value;
        return (Test)(d => d.GatewayId == id && (id is not null || !d.IsGateway));
    }

    private static Result<Test> Seconds(DeviceTerm term) => Compare(term) is { } compare
        ? (Test)(d => compare(d.ExpectedIntervalSeconds))
        : ProvisioningProblems.BadFilter("The interval is in seconds: write interval>300.");

    private static Result<Test> Age(DeviceTerm term, Func<long, Test> test) => Duration.Read(term.Value) is { } span
        ? test((long)span.TotalMilliseconds)
        : ProvisioningProblems.BadFilter($"“{term.Value}” is no span of time. Write {term.Field}:90s, {term.Field}:15m, {term.Field}:2h or {term.Field}:3d.");

    private static Result<Test> Is(DeviceTerm term, FilterGround ground)
    {
        var tests = new List<Test>();
        foreach (var value in term.Values)
        {
            if ((value.ToLowerInvariant() switch
            {
                "gateway" => d => d.IsGateway,
                "child" => d => d.GatewayId is not null,
                "connected" => d => ground.FactsOf(d).Connected == true,
                "disconnected" => d => ground.FactsOf(d).Connected == false,
                _ => (Test?)null,
            }) is not { } test)
                return ProvisioningProblems.BadFilter($"“{value}” cannot be asked. There is: is:gateway, is:child, is:connected, is:disconnected.");
            tests.Add(test);
        }

        return (Test)(d => tests.Exists(t => t(d)));
    }

    // Whatever is no field of ours is the name of a metric, which devices are free to invent.
    private static Result<Test> Metric(DeviceTerm term, FilterGround ground)
    {
        var metric = term.Field;
        if (Compare(term) is { } compare) return (Test)(d => ground.ValueOf(d, metric) is { } value && (value.Text is null ? compare(value.Number) : value.Text == term.Value));
        if (term.Op is not (TermOp.Has or TermOp.Is)) return ProvisioningProblems.BadFilter($"“{term.Value}” is no number to compare {metric} with. Write {metric}>25.");
        return Any(term, wanted => d => ground.ValueOf(d, metric) is { } value && (value.Text is { } text
            ? term.Op == TermOp.Is ? text.Equals(wanted, StringComparison.OrdinalIgnoreCase) : Holds(text, wanted)
            : YesOf(wanted) is { } yes && value.Number > 0.5 == yes));
    }

    private static Func<double, bool>? Compare(DeviceTerm term)
    {
        if (term.Values.Count != 1 || !double.TryParse(term.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return null;
        return term.Op switch
        {
            TermOp.Over => v => v > number,
            TermOp.AtLeast => v => v >= number,
            TermOp.Under => v => v < number,
            TermOp.AtMost => v => v <= number,
            _ => v => v.Equals(number),
        };
    }

    private static bool? YesOf(string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "open" => true,
        "false" or "no" or "off" or "closed" => false,
        _ => null,
    };

    private static long Silence(FilterGround ground, DeviceEntry device) => ground.FactsOf(device).LastSeen is > 0 and var seen ? ground.Now - seen : long.MaxValue;

    private static bool Holds(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
