using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Executive;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Overview;
using IoTConsole.Telemetry.Refused;
using IoTConsole.Telemetry.Vitals;
using IoTConsole.Tenants.Contracts;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Telemetry.Executive;

/// <summary>What arrives, how much of what should have, and what was refused.</summary>
internal sealed class IngestFigures(ReadOverview overview, ReadCompleteness completeness, ListRefused refusals, FleetHealth health, ISiteDirectory sites, Caller caller, TimeProvider clock) : IExecutiveSource
{
    public async Task<ExecutivePart?> ReadAsync(ExecutivePeriod period, CancellationToken ct)
    {
        var read = await overview.RunAsync(ct);
        if (!read.Succeeded) return null;
        var row = read.Value;
        List<ExecutiveFigure> figures =
        [
            await ReceivedAsync(period, ct),
            new(T("Readings a second"), Figures.Short(row.PerSecond), row.At, T("of this scope, over the last ten seconds")),
            new(T("Acknowledged within"), row.AnswerP95 > 0 ? T("{0} ms", Figures.Value(row.AnswerP95)) : null, row.At, T("95 of 100 messages, of the whole console")),
        ];

        // Who may not see how the system runs is not told what it refused.
        var refused = await refusals.RunAsync(new(), ct);
        if (refused.Succeeded)
        {
            var most = refused.Value.Reasons.Take(2).Select(r => $"{r.Reason} {Figures.Whole(r.Count)}");
            figures.Add(new(T("Refused input"), Figures.Whole(refused.Value.Reasons.Sum(r => r.Count)), row.At, refused.Value.Reasons.Count == 0 ? T("since the console was started") : T("since the console was started; {0}", string.Join(", ", most))) { Href = "/system/refused" });
        }

        return new(T("Ingest"), 20, figures);
    }

    private async Task<ExecutiveFigure> ReceivedAsync(ExecutivePeriod period, CancellationToken ct)
    {
        var now = await ReadAsync(period.From, period.To, ct);
        var label = T("Received of expected");
        if (now.Problem is { } problem) return new(label, null, clock.GetUtcNow(), problem.Code == TelemetryProblems.TooMuchToRead.Code ? T("too many devices to add up here; choose a region or a building") : problem.Message);
        if (now.Value is not { Complete: { } share } tally) return new(label, null, clock.GetUtcNow(), T("no device in service was expected to report"));
        var before = await ReadAsync(period.Before.From, period.Before.To, ct);
        return new(label, Share(share), period.To, T("of {0} reports expected by the interval of each device", Figures.Whole(tally.Expected)))
        {
            Before = before is { Succeeded: true, Value: { Complete: { } then, Received: > 0 } } ? Share(then) : null,
        };
    }

    private async Task<Result<ReadCompleteness.Tally>> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var tenant = caller.Actor.TenantId!.Value;
        var metrics = health.MetricsOf(tenant).Select(m => m.Metric).Take(SeriesHistory.MostMetrics).ToList();
        if (metrics.Count == 0) return new ReadCompleteness.Tally(0, 0, null);
        var read = await completeness.RunAsync(new(new(null, caller.NarrowedSite ?? sites.Root(tenant).Id, null, metrics), from, to, 1), ct);
        return read.Problem is { } problem ? problem : read.Value.All;
    }

    // Never said to be whole when something is missing.
    private static string Share(double share) => T("{0} %", Figures.Value(Math.Floor(share * 1000) / 10));
}
