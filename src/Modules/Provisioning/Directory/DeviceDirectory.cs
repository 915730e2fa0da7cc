using System.Collections.Concurrent;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Provisioning.Directory;

internal sealed class DeviceDirectory(IDbContextFactory<ConsoleDb> factory, LiveTopics topics, TimeProvider clock, ILogger<DeviceDirectory> log) : IDeviceDirectory, IDisposable
{
    // Longer than clocks of nodes differ and a transaction takes; what is seen twice is recognised by its version.
    private static readonly TimeSpan _lookBack = TimeSpan.FromSeconds(30);
    private readonly ConsoleDbs _dbs = new(factory, new Caller());
    private readonly ConcurrentDictionary<Guid, Held> _byId = new();
    private readonly ConcurrentDictionary<string, DeviceEntry> _byDeviceId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _words = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly Lock _putting = new();
    private (int Version, DeviceEntry[] Entries) _all = (-1, []);
    private DateTimeOffset _seenUpTo = DateTimeOffset.UnixEpoch;
    private int _version;

    private sealed record Held(DeviceEntry Entry, int Version);

    public event Action<DeviceEntry>? Changed;

    public bool IsReady { get; private set; }

    public int Version => Volatile.Read(ref _version);

    public IReadOnlyCollection<DeviceEntry> All
    {
        get
        {
            lock (_putting)
            {
                if (_all.Version != _version) _all = (_version, _byId.Values.Select(h => h.Entry).ToArray());
                return _all.Entries;
            }
        }
    }

    public DeviceEntry? Find(Guid id) => _byId.TryGetValue(id, out var held) ? held.Entry : null;

    public DeviceEntry? FindByDeviceId(string deviceId) => _byDeviceId.GetValueOrDefault(deviceId);

    public IEnumerable<DeviceEntry> Under(Guid tenantId, string path) =>
        All.Where(e => e.TenantId == tenantId && e.SitePath.StartsWith(path, StringComparison.Ordinal));

    /// <summary>Called after a save on this node, so that it is seen at once.</summary>
    public void Put(Device device)
    {
        if (Keep(device.ToEntry(), device.Version)) Tell(device.ToEntry());
    }

    /// <summary>Likewise for many that were saved together: open lists are told once.</summary>
    public void PutAll(IReadOnlyCollection<Device> devices)
    {
        var kept = devices.Select(d => (Entry: d.ToEntry(), d.Version)).Where(d => Keep(d.Entry, d.Version)).Select(d => d.Entry).ToList();
        foreach (var entry in kept)
        {
            topics.Announce($"device:{entry.Id}");
            TellListeners(entry);
        }

        foreach (var tenant in kept.Select(e => e.TenantId).Distinct()) topics.Announce($"devices:{tenant}");
    }

    /// <summary>Everything at the first call; later whatever any node changed since.</summary>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
            if (IsReady) await LoadChangesAsync(db, ct);
            else await LoadAllAsync(db, ct);
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private async Task LoadAllAsync(ConsoleDb db, CancellationToken ct)
    {
        await foreach (var row in Rows(db.Set<Device>()).AsAsyncEnumerable().WithCancellation(ct)) Keep(row.Entry, row.Version, row.ChangedAt);
        IsReady = true;
    }

    private async Task LoadChangesAsync(ConsoleDb db, CancellationToken ct)
    {
        // A fleet that was imported at one moment must not be read again at every look until something newer changes.
        var began = clock.GetUtcNow();
        var since = _seenUpTo - _lookBack;
        var versions = await db.Set<Device>().Where(d => d.ChangedAt > since).Select(d => new { d.Id, d.Version, d.ChangedAt }).ToListAsync(ct);
        var stale = versions.Where(v => !_byId.TryGetValue(v.Id, out var held) || held.Version < v.Version).Select(v => v.Id).ToList();
        foreach (var part in stale.Chunk(500))
        {
            await foreach (var row in Rows(db.Set<Device>().Where(d => part.Contains(d.Id))).AsAsyncEnumerable().WithCancellation(ct))
                if (Keep(row.Entry, row.Version, row.ChangedAt)) Tell(row.Entry);
        }

        if (versions.Count > 0) _seenUpTo = Later(_seenUpTo, versions.Max(v => v.ChangedAt));
        _seenUpTo = Later(_seenUpTo, began);
    }

    private static IQueryable<Row> Rows(IQueryable<Device> devices) => devices.AsNoTracking().Select(d => new Row(
        new DeviceEntry(
            d.Id, d.DeviceId, d.TenantId, d.SitePath, d.GatewayId, d.State, d.Serial, d.Model, d.Name, d.IsGateway, d.ExpectedIntervalSeconds, d.Power)
        {
            Tags = TagText.Read(d.Tags),
            SiteId = d.SiteId,
            Manufacturer = d.Manufacturer,
            HardwareRevision = d.HardwareRevision,
            CreatedAt = d.CreatedAt,
            Version = d.Version,
        },
        d.Version, d.ChangedAt));

    private sealed record Row(DeviceEntry Entry, int Version, DateTimeOffset ChangedAt);

    private bool Keep(DeviceEntry entry, int version, DateTimeOffset? changedAt = null)
    {
        // Thousands of devices share a model and a place; one copy of each text is enough.
        entry = entry with
        {
            Model = Shared(entry.Model), SitePath = Shared(entry.SitePath), Manufacturer = Shared(entry.Manufacturer), HardwareRevision = Shared(entry.HardwareRevision),
        };
        lock (_putting)
        {
            if (changedAt is { } at) _seenUpTo = Later(_seenUpTo, at);
            if (_byId.TryGetValue(entry.Id, out var held) && held.Version >= version) return false;
            _byId[entry.Id] = new Held(entry, version);
            _byDeviceId[entry.DeviceId] = entry;
            _version++;
            return true;
        }
    }

    private void Tell(DeviceEntry entry)
    {
        topics.Announce($"devices:{entry.TenantId}");
        topics.Announce($"device:{entry.Id}");
        TellListeners(entry);
    }

    private void TellListeners(DeviceEntry entry)
    {
        foreach (var listener in Delegate.EnumerateInvocationList(Changed))
        {
            try
            {
                listener(entry);
            }
            catch (Exception fault)
            {
                // One deaf listener must not keep the others, or the save that is being told, from going on.
                log.LogError(fault, "A listener to device changes failed");
            }
        }
    }

    private string Shared(string text) => _words.GetOrAdd(text, text);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
