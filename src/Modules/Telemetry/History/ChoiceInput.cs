using System.Text.RegularExpressions;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.History;

/// <summary>Which series a person or program asks for, in their own words.</summary>
/// <param name="Devices">Device ids or the console's own ids; at most 500.</param>
/// <param name="Site">Everything at or below it that the caller sees.</param>
/// <param name="Tag">Carried by the device; within the site, or everywhere the caller sees.</param>
/// <param name="Metrics">1 to 16 names.</param>
internal sealed partial record ChoiceInput(IReadOnlyList<string>? Devices, Guid? Site, string? Tag, IReadOnlyList<string> Metrics)
{
    private const int MostDevices = 500;

    public static ChoiceInput OfDevice(string device, params string[] metrics) => new([device], null, null, metrics);

    /// <summary>What of it the caller may see; a foreign or hidden thing is not found.</summary>
    public Result<SeriesChoice> Seen(Caller caller, IDeviceDirectory directory, ISiteDirectory sites)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return TelemetryProblems.NoSuchSite;
        var named = Devices is { Count: > 0 };
        if (named ? Site is not null || Tag is not null : Site is null && string.IsNullOrWhiteSpace(Tag)) return TelemetryProblems.OneSource;
        if (Metrics.Count is < 1 or > SeriesHistory.MostMetrics || !Metrics.All(MetricName().IsMatch)) return TelemetryProblems.BadMetric;
        var choice = new SeriesChoice(tenant, Metrics.Distinct(StringComparer.Ordinal).ToList());
        if (named) return DevicesOf(choice, caller, directory);
        if (Tag is { Length: > 40 }) return TelemetryProblems.BadTag;
        choice = choice with { Tag = string.IsNullOrWhiteSpace(Tag) ? null : Tag.Trim().ToLowerInvariant(), SitePaths = VisibleParts.Topmost(caller.Places) };
        if (Site is not { } site) return choice;
        var seen = sites.Find(tenant, site) is { } node ? VisibleParts.Of(caller, node.Path) : [];
        return seen.Count == 0 ? TelemetryProblems.NoSuchSite : choice with { SitePaths = seen };
    }

    // Within the grants, whatever the scope bar says: a link to a device works from any scope.
    private Result<SeriesChoice> DevicesOf(SeriesChoice choice, Caller caller, IDeviceDirectory directory)
    {
        if (Devices!.Count > MostDevices) return TelemetryProblems.TooManyDevices(MostDevices);
        var ids = new List<Guid>();
        foreach (var device in Devices)
        {
            var found = (Guid.TryParse(device, out var id) ? directory.Find(id) : null) ?? directory.FindByDeviceId(device);
            if (found is null || found.TenantId != choice.TenantId || !caller.Actor.Can(TelemetryPermissions.View, found.SitePath)) return TelemetryProblems.NoSuchDevice;
            ids.Add(found.Id);
        }

        return choice with { Devices = ids };
    }

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,64}$", RegexOptions.None, 1000)]
    private static partial Regex MetricName();
}
