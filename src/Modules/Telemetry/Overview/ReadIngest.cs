using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Overview;

/// <summary>How ingest and the store are doing. What would tell of other tenants' volume is for whoever runs the platform.</summary>
internal sealed class ReadIngest(
    GroupCommit commit, IngestMeters meters, ScopeRates rates, ITelemetryStore store, SeriesBook book, Caller caller, TimeProvider clock)
{
    /// <param name="PerSecond">Readings a second over the last ten seconds, of the caller's scope.</param>
    /// <param name="Waiting">Readings in the queue, of the whole console.</param>
    /// <param name="Outside">Messages whose senders are made to wait because the queue is full.</param>
    /// <param name="Lag">How long the commit under way has been running; zero when idle.</param>
    /// <param name="Store">Null for whoever does not run the platform.</param>
    /// <param name="Fault">Why readings cannot be stored; null when they can.</param>
    internal sealed record Row(
        double PerSecond, IReadOnlyList<double> LastMinute, int Waiting, int Outside, TimeSpan Lag,
        double CommitP50, double CommitP95, double AnswerP50, double AnswerP95, StoreFigures? Store, int? Series, string? Fault);

    public async Task<Result<Row>> RunAsync(CancellationToken ct)
    {
        if (caller.Refuses(OperationPermissions.View) is { } refused) return refused;
        var minute = caller.Actor.TenantId is { } tenant ? rates.LastMinute(tenant, VisibleParts.Topmost(caller.Places)) : new double[60];
        var figures = meters.Read();
        var all = caller.Actor.RunsThePlatform || caller.Actor.IsSystem;
        return new Row(
            minute.TakeLast(10).Average(), minute, commit.Waiting, commit.Outside, commit.BusySince is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero,
            figures.CommitP50, figures.CommitP95, figures.AnswerP50, figures.AnswerP95,
            all ? await store.FiguresAsync(ct) : null, all ? book.SeriesCount : null, store.Fault);
    }
}
