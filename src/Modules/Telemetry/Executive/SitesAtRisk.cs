using IoTConsole.Infrastructure.Executive;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Sites;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Telemetry.Executive;

/// <summary>The buildings that need somebody, the largest share of troubled devices first.</summary>
internal sealed class SitesAtRisk(CompareBuildings buildings) : IExecutiveSource
{
    private const int Most = 8;

    public async Task<ExecutivePart?> ReadAsync(ExecutivePeriod period, CancellationToken ct)
    {
        var read = await buildings.RunAsync(null, ct);
        if (read is not { Succeeded: true, Value: { Buildings.Count: > 0 } row }) return null;
        var troubled = row.Buildings.Where(b => b.Tally.Troubled > 0).ToList();
        var worst = troubled.OrderByDescending(b => (double)b.Tally.Troubled / b.Tally.Devices).ThenByDescending(b => b.Tally.Troubled).ThenBy(b => b.Name, StringComparer.CurrentCultureIgnoreCase).Take(Most).ToList();
        return new(
            T("Sites at risk"), 30,
            [
                new(T("Buildings with trouble"), Figures.Whole(troubled.Count), row.At, T("of {0} buildings: a device offline, late, low on battery or quarantined", Figures.Whole(row.Buildings.Count))) { Href = "/buildings?sort=-offline" },
            ],
            new(
                T("Buildings with the largest share of troubled devices"),
                [T("Building"), T("Troubled"), T("Offline"), T("Late"), T("Low battery"), T("Devices"), T("Reporting")], worst.ConvertAll(RowOf), T("No building needs attention."),
                troubled.Count > Most ? T("{0} more are listed under Buildings.", Figures.Whole(troubled.Count - Most)) : ""));
    }

    private static ExecutiveRow RowOf(CompareBuildings.Building building)
    {
        var tally = building.Tally;
        return new(
            [
                building.Region.Length > 0 ? $"{building.Name}, {building.Region}" : building.Name, Figures.Whole(tally.Troubled), Figures.Whole(tally[HealthState.Offline]), Figures.Whole(tally[HealthState.Late]),
                Figures.Whole(tally[HealthState.LowBattery]), Figures.Whole(tally.Devices), HealthFigures.Share(tally.Reporting, tally.Expected) ?? T("unknown"),
            ],
            $"/sites/{building.Id}");
    }
}
