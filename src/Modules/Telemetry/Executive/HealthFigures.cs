using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Executive;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Overview;
using IoTConsole.Telemetry.Vitals;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Telemetry.Executive;

/// <summary>How the devices of the scope are doing now, and how many were heard of in the period.</summary>
internal sealed class HealthFigures(ReadOverview overview, FleetHealth health, Caller caller) : IExecutiveSource
{
    private static readonly (HealthState State, string Words)[] _troubles =
    [
        (HealthState.Offline, Key("Offline")), (HealthState.Late, Key("Late")), (HealthState.LowBattery, Key("Low battery")),
        (HealthState.Quarantined, Key("Quarantined")), (HealthState.Unknown, Key("Unknown")),
    ];

    public async Task<ExecutivePart?> ReadAsync(ExecutivePeriod period, CancellationToken ct)
    {
        var read = await overview.RunAsync(ct);
        if (!read.Succeeded) return null;
        var row = read.Value;
        var all = T("of {0} devices", Figures.Whole(row.Total));
        List<ExecutiveFigure> figures =
        [
            new(T("Devices"), Figures.Whole(row.Total), row.At, T("in service or planned, in this scope")) { Href = "/devices" },
            new(T("Healthy"), Share(row.Counts[HealthState.Healthy], row.Total), row.At, T("{0} of {1} devices", Figures.Whole(row.Counts[HealthState.Healthy]), Figures.Whole(row.Total)))
            {
                Href = Door(HealthState.Healthy), Status = "healthy",
            },
            HeardOf(period, row.At),
        ];
        figures.AddRange(_troubles.Select(t => new ExecutiveFigure(T(t.Words), Figures.Whole(row.Counts[t.State]), row.At, all) { Href = Door(t.State), Status = Statuses.KeyOf(t.State.ToString()) }));
        return new(T("Health"), 10, figures);
    }

    private ExecutiveFigure HeardOf(ExecutivePeriod period, DateTimeOffset now)
    {
        var (expected, heard, from) = (0, 0, period.From.ToUnixTimeMilliseconds());
        foreach (var line in health.Read())
        {
            if (line.Device.State is not (LifecycleState.Active or LifecycleState.Maintenance or LifecycleState.Quarantined) || !caller.Sees(line.Device.TenantId, line.Device.SitePath)) continue;
            expected++;
            if (line.LastArrived >= from) heard++;
        }

        return new(T("Heard of in this time"), expected == 0 ? null : Share(heard, expected), now, expected == 0 ? T("no device in service") : T("{0} of {1} devices in service", Figures.Whole(heard), Figures.Whole(expected)));
    }

    private static string Door(HealthState state) => $"/devices?health={state}";

    internal static string? Share(long part, long all) => all == 0 ? null : T("{0} %", Figures.Value(Math.Floor(1000.0 * part / all) / 10));
}
