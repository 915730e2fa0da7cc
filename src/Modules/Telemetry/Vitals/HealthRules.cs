using System.Runtime.InteropServices;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Contracts;
using static IoTConsole.Infrastructure.Ui.Words;

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
            case HealthState.Decommissioned: return T("Decommissioned: no longer in service");
            case HealthState.Quarantined: return T("Quarantined: refused at the broker until released");
            case HealthState.Maintenance: return T("In maintenance: reports may be odd or missing");
            case HealthState.Planned: return T("Planned: has no credential yet");
            case HealthState.Offline or HealthState.Late:
                var since = clockTime(facts.LastArrived + (interval * 1000L));
                return T("{0} of {0} expected reports missed since {1}", missed, since) + (link is null ? "" : ", " + link);
            case HealthState.LowBattery:
                return T("Battery at {0:0.#} %, low below {1:0} %", facts.Battery, LowBattery);
            case HealthState.Unknown when facts.LastArrived == 0:
                return T("Has not reported yet") + (link is null ? "" : ", " + link);
            case HealthState.Unknown:
                return T("The console was away; last report at {0}", clockTime(facts.LastArrived));
            default:
                return T("Reports every {0}, last one {1} ago", Span(interval), Span(silence / 1000));
        }
    }

    /// <summary>How a device in service is judged, with its own figures.</summary>
    public static string? Rule(in HealthFacts facts)
    {
        if (facts.State is LifecycleState.Decommissioned or LifecycleState.Quarantined or LifecycleState.Maintenance or LifecycleState.Planned) return null;
        var (offline, late) = Limits(facts);
        return Words.T("Late after {0} without a report, offline after {1}; the battery is low below {2} %.", Figures.Span(TimeSpan.FromMilliseconds(late)), Figures.Span(TimeSpan.FromMilliseconds(offline)), Figures.Whole((long)LowBattery));
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
        _ => T("{0} days", seconds / 86_400),
    };
}
