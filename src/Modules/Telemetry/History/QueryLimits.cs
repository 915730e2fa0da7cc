using System.Collections.Concurrent;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Telemetry.History;

/// <summary>
/// One tenant's questions must not slow another's: how many run and wait at once, how much one may read and return, and how much
/// all of them may read in a minute. What is read is reckoned beforehand, from the devices' expected intervals.
/// </summary>
internal sealed class QueryLimits(QuerySettings settings, TimeProvider clock) : IDisposable
{
    private const long Hour = 3_600_000;
    private readonly ConcurrentDictionary<Guid, Tenant> _tenants = new();

    private sealed class Tenant(int parallel)
    {
        public SemaphoreSlim Running { get; } = new(parallel);

        public int Inside { get; set; }

        public long Minute { get; set; }

        public long Read { get; set; }
    }

    /// <summary>Leave to read; or the problem why not. Disposed when the reading is done.</summary>
    internal sealed class Turn(Problem? problem, Action? leave) : IDisposable
    {
        private Action? _leave = leave;

        public Problem? Problem => problem;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }

    /// <summary>Null when the answer and what must be read for it keep within one question's bounds.</summary>
    public Problem? Refuses(SeriesAsk ask, IReadOnlyList<SeriesHistory.Member> members)
    {
        var lines = ask.Grouping == SeriesGrouping.Device ? members.Count : ask.Grouping == SeriesGrouping.Metric ? ask.Choice.Metrics.Count : 1;
        if (ask.Aggregate != Aggregate.Raw && (long)lines * ask.MostPoints > settings.MostPoints) return TelemetryProblems.TooManyPoints(settings.MostPoints);
        return Scanned(ask, members) > settings.MostReadings ? TelemetryProblems.TooMuchToRead : null;
    }

    /// <summary>Readings that must be looked at; buckets of whole hours are made from hours.</summary>
    public static long Scanned(SeriesAsk ask, IReadOnlyList<SeriesHistory.Member> members)
    {
        if (ask.Aggregate == Aggregate.Raw) return ask.MostPoints;
        var range = (ask.To - ask.From).TotalMilliseconds;
        if (BucketWidth.Of(ask) % Hour == 0) return (long)Math.Min(1e15, members.Count * Math.Ceiling(range / Hour));
        return (long)Math.Min(1e15, members.Sum(m => range / 1000 / Math.Max(1, m.Device.ExpectedIntervalSeconds)));
    }

    public async Task<Turn> EnterAsync(Guid tenantId, long readings, CancellationToken ct)
    {
        var tenant = _tenants.GetOrAdd(tenantId, static (_, parallel) => new(parallel), settings.ParallelPerTenant);
        lock (tenant)
        {
            var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
            if (tenant.Minute != minute) (tenant.Minute, tenant.Read) = (minute, 0);
            if (tenant.Inside >= settings.ParallelPerTenant + settings.WaitingPerTenant) return new(TelemetryProblems.QueryBusy, null);

            // The first of a minute always passes, so that the largest question allowed is answered at all.
            if (tenant.Read > 0 && tenant.Read + readings > settings.ReadingsPerMinute) return new(TelemetryProblems.ReadEnough, null);
            tenant.Inside++;
            tenant.Read += readings;
        }

        try
        {
            await tenant.Running.WaitAsync(ct);
        }
        catch
        {
            lock (tenant) tenant.Inside--;
            throw;
        }

        return new(null, () =>
        {
            tenant.Running.Release();
            lock (tenant) tenant.Inside--;
        });
    }

    public void Dispose()
    {
        foreach (var tenant in _tenants.Values) tenant.Running.Dispose();
    }
}
