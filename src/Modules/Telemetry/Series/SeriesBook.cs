using System.Collections.Concurrent;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Telemetry.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Series;

/// <summary>All series, in memory. New ones are written to the database before the first reading that uses them.</summary>
internal sealed class SeriesBook(IServiceScopeFactory scopes) : IDisposable
{
    private const int MostASave = 2_000;
    private readonly ConcurrentDictionary<Guid, DeviceTrack> _tracks = new();
    private readonly ConcurrentDictionary<int, DeviceTrack> _owners = new();
    private readonly SemaphoreSlim _creating = new(1);
    private List<Missing> _missing = [];

    internal readonly record struct Missing(DeviceTrack Track, string Metric, ReadingKind Kind);

    public IEnumerable<DeviceTrack> Tracks => _tracks.Select(t => t.Value);

    public int SeriesCount => _owners.Count;

    public DeviceTrack TrackOf(Guid tenantId, Guid deviceId) =>
        _tracks.TryGetValue(deviceId, out var track) ? track : _tracks.GetOrAdd(deviceId, static (id, tenant) => new(tenant, id), tenantId);

    /// <summary>Null for a device that never reported.</summary>
    public DeviceTrack? Find(Guid deviceId) => _tracks.GetValueOrDefault(deviceId);

    /// <summary>Null for a number that was never given.</summary>
    public DeviceTrack? OwnerOf(int series) => _owners.GetValueOrDefault(series);

    public async Task LoadAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var db = await OpenAsync(scope, ct);
        await foreach (var row in db.Set<SeriesRow>().AsNoTracking().Select(s => new { s.Id, s.TenantId, s.DeviceId, s.Metric }).AsAsyncEnumerable().WithCancellation(ct))
            Enter(TrackOf(row.TenantId, row.DeviceId), string.IsInterned(row.Metric) ?? string.Intern(row.Metric), row.Id);
    }

    /// <summary>Creates what is missing; what others are missing at the same moment goes into the same save.</summary>
    public async Task CreateAsync(IReadOnlyList<Missing> missing, CancellationToken ct)
    {
        lock (_creating) _missing.AddRange(missing);
        await _creating.WaitAsync(ct);
        try
        {
            List<Missing> batch;
            lock (_creating) (batch, _missing) = (_missing, []);
            var wanted = batch.Where(m => m.Track.Find(m.Metric) == 0).DistinctBy(m => (m.Track, m.Metric)).ToList();
            foreach (var part in wanted.Chunk(MostASave)) await SaveAsync(part, ct);
        }
        finally
        {
            _creating.Release();
        }
    }

    private async Task SaveAsync(Missing[] wanted, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await using var db = await OpenAsync(scope, ct);
            var rows = wanted.Select(m => new SeriesRow
            {
                TenantId = m.Track.TenantId,
                DeviceId = m.Track.DeviceId,
                Metric = m.Metric,
                Unit = MetricCatalogue.UnitOf(m.Metric),
                Kind = m.Kind,
            }).ToList();
            db.AddRange(rows);
            await db.SaveChangesAsync(ct);
            for (var i = 0; i < rows.Count; i++) Enter(wanted[i].Track, wanted[i].Metric, rows[i].Id);
        }
        catch (DbUpdateException)
        {
            // Another node may have been first: its numbers are taken over, and the rest is asked for again by its senders.
            await using var db = await OpenAsync(scope, ct);
            var devices = wanted.Select(m => m.Track.DeviceId).Distinct().ToList();
            foreach (var row in await db.Set<SeriesRow>().AsNoTracking().Where(s => devices.Contains(s.DeviceId)).ToListAsync(ct))
                Enter(TrackOf(row.TenantId, row.DeviceId), row.Metric, row.Id);
            if (wanted.All(m => m.Track.Find(m.Metric) == 0)) throw;
        }
    }

    private void Enter(DeviceTrack track, string metric, int id)
    {
        _owners[id] = track;
        track.Add(new SeriesRef(metric, id));
    }

    public void Dispose() => _creating.Dispose();

    private static Task<ConsoleDb> OpenAsync(AsyncServiceScope scope, CancellationToken ct)
    {
        scope.ServiceProvider.GetRequiredService<Caller>().Become(Actor.System());
        return scope.ServiceProvider.GetRequiredService<ConsoleDbs>().OpenAsAsync(Actor.System(), ct);
    }
}
