using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace IoTConsole.Infrastructure.Counting;

/// <summary>Everything turned away at a border of the system, counted by border, reason and tenant. Also a metric.</summary>
public sealed class Refusals
{
    private static readonly Meter _meter = new("IoTConsole");
    private static readonly Counter<long> _counter = _meter.CreateCounter<long>("iotconsole_refusals", description: "Inputs refused, by border and reason");
    private readonly ConcurrentDictionary<(string Border, string Reason, Guid? Tenant), Tally> _tallies = new();
    private readonly TimeProvider _clock;

    public Refusals(TimeProvider clock) => _clock = clock;

    /// <param name="Border">connect, publish, http, subscribe.</param>
    public sealed record Row(string Border, string Reason, Guid? TenantId, long Count, DateTimeOffset LastAt, string? LastDetail);

    /// <param name="reason">Short, stable, hyphenated; never text a client chose.</param>
    public void Count(string border, string reason, Guid? tenantId, string? detail = null, long times = 1)
    {
        var tally = _tallies.GetOrAdd((border, reason, tenantId), static _ => new Tally());
        Interlocked.Add(ref tally.Count, times);
        tally.LastAt = _clock.GetUtcNow();
        if (detail is not null) tally.LastDetail = detail;
        _counter.Add(times, new("border", border), new("reason", reason));
    }

    /// <summary>One tenant's rows, or all rows when null. Rows without a tenant belong to the platform.</summary>
    public IReadOnlyList<Row> List(Guid? tenantId) => _tallies
        .Where(t => tenantId is null || t.Key.Tenant == tenantId)
        .Select(t => new Row(t.Key.Border, t.Key.Reason, t.Key.Tenant, Interlocked.Read(ref t.Value.Count), t.Value.LastAt, t.Value.LastDetail))
        .OrderByDescending(r => r.Count)
        .ToList();

    private sealed class Tally
    {
        public long Count;
        public DateTimeOffset LastAt;
        public string? LastDetail;
    }
}
