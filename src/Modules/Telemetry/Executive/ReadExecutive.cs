using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Executive;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Telemetry.History;
using IoTConsole.Tenants.Contracts;
using Microsoft.Extensions.Logging;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Telemetry.Executive;

/// <summary>What somebody who has ten seconds wants to know about the caller's scope: a page of it, gathered from every module.</summary>
internal sealed class ReadExecutive(IEnumerable<IExecutiveSource> sources, ISiteDirectory sites, Caller caller, TimeProvider clock, ILogger<ReadExecutive> log)
{
    /// <param name="Organisation">Whose it is.</param>
    /// <param name="Scope">Which part of it, as the tree says it.</param>
    /// <param name="Zone">IANA zone of that part; UTC when null.</param>
    /// <param name="Silent">A module could not answer: the page says that it is not whole.</param>
    internal sealed record Row(DateTimeOffset At, string Organisation, string Scope, string? Zone, ExecutivePeriod Period, IReadOnlyList<ExecutivePart> Parts, bool Silent);

    /// <param name="days">1, 7 or 30; anything else is refused.</param>
    public async Task<Result<Row>> RunAsync(int days, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return TelemetryProblems.NoSuchSite;
        if (!ExecutivePeriod.Choices.Contains(days)) return TelemetryProblems.BadPeriod;
        var now = clock.GetUtcNow();
        var period = ExecutivePeriod.Last(days, now);
        var (parts, silent) = (new List<ExecutivePart>(), false);
        foreach (var source in sources)
        {
            try
            {
                if (await source.ReadAsync(period, ct) is { } part) parts.Add(part);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                silent = true;
                log.LogError(fault, "{Source} had no answer for the executive page", source.GetType().Name);
            }
        }

        var root = sites.Root(tenant);
        var places = VisibleParts.Topmost(caller.Places).Select(p => sites.FindByPath(tenant, p)).OfType<SiteNode>().ToList();
        return new Row(
            now, root.Name, string.Join(", ", places.Select(p => p.Id == root.Id ? T("All sites") : p.Name)), places.Count == 1 ? sites.ZoneOf(tenant, places[0].Path).Id : null,
            period, [.. parts.OrderBy(p => p.Order)], silent);
    }
}
