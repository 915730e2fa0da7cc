using System.Globalization;
using System.Runtime.InteropServices;
using IoTConsole.Provisioning.Contracts;

namespace IoTConsole.Telemetry.Vitals;

/// <summary>What is known of a device at a moment. Times in milliseconds since 1970.</summary>
/// <param name="LastArrived">When its last report was stored; 0 for never.</param>
/// <param name="ListeningSince">When this console began to take reports: silence before that is nobody's fault.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HealthFacts(
    LifecycleState State, int IntervalSeconds, long Now, long LastArrived, long ListeningSince, double? Battery);

/// <summary>How a device is doing, by link and freshness, with the evidence in words. Pure: no clock, no look-ups.</summary>
internal static class HealthRules
{
    /// <summary>Percent below which a battery is low.</summary>
    public const double LowBattery = 20;

    /// <summary>However short the interval: two minutes without a report is the least that makes a device offline.</summary>
    public const long LeastOffline = 2 * 60 * 1000;

    public static HealthState Judge(in HealthFacts facts)
    {
        switch (facts.State)
        {
            case LifecycleState.Decommissioned: return HealthState.Decommissioned;
            case LifecycleState.Quarantined: return HealthState.Quarantined;
            case LifecycleState.Maintenance: return HealthState.Maintenance;
            case LifecycleState.Planned: return HealthState.Planned;
        }

        if (facts.LastArrived == 0) return HealthState.Unknown;
        var (offline, late) = Limits(facts);
        var silence = facts.Now - facts.LastArrived;
        if (silence > late)
        {
            // While the console was away nothing could arrive; it has to listen as long before it may judge.
            var heard = facts.Now - Math.Max(facts.LastArrived, facts.ListeningSince);
            if (heard > offline) return HealthState.Offline;
            if (heard > late) return HealthState.Late;
            return HealthState.Unknown;
        }

        return facts.Battery < LowBattery ? HealthState.LowBattery : HealthState.Healthy;
    }

    /// <param name="link">What is known of the connection: "gateway online", "not connected"; null when it does not matter.</param>
    /// <param name="clockTime">Writes a moment in the site's own time.</param>
    public static string Why(in HealthFacts facts, HealthState state, string? link, Func<long, string> clockTime)
    {
        var interval = Math.Max(1, facts.IntervalSeconds);
        var silence = facts.Now - facts.LastArrived;
        var missed = silence / (interval * 1000L);
        switch (state)
        {
            case HealthState.Decommissioned: return "Decommissioned: no longer in service";
            case HealthState.Quarantined: return "Quarantined: refused at the broker until released";
            case HealthState.Maintenance: return "In maintenance: reports may be odd or missing";
            case HealthState.Planned: return "Planned: has no credential yet";
            case HealthState.Offline or HealthState.Late:
                var since = clockTime(facts.LastArrived + (interval * 1000L));
                return $"{missed} of {missed} expected reports missed since {since}{(link is null ? "" : ", " + link)}";
            case HealthState.LowBattery:
                return string.Create(CultureInfo.InvariantCulture, $"Battery at {facts.Battery:0.#} %, low below {LowBattery:0} %");
            case HealthState.Unknown when facts.LastArrived == 0:
                return $"Has not reported yet{(link is null ? "" : ", " + link)}";
            case HealthState.Unknown:
                return $"The console was away; last report at {clockTime(facts.LastArrived)}";
            default:
                return $"Reports every {Span(interval)}, last one {Span(silence / 1000)} ago";
        }
    }

    private static (long Offline, long Late) Limits(in HealthFacts facts)
    {
        var interval = Math.Max(1, facts.IntervalSeconds) * 1000L;
        return (Math.Max(3 * interval, LeastOffline), 2 * interval);
    }

    private static string Span(long seconds) => seconds switch
    {
        < 120 => $"{seconds} s",
        < 7200 => $"{seconds / 60} min",
        < 172_800 => $"{seconds / 3600} h",
        _ => $"{seconds / 86_400} days",
    };
}
