using System.Collections.Concurrent;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Approvals;

/// <summary>Remembers what ingest and the gate noticed until <see cref="WriteSightings"/> stores it. A singleton.</summary>
internal sealed class DeviceSightings(
    IDbContextFactory<ConsoleDb> factory, DeviceDirectory directory, LiveTopics topics, TimeProvider clock) : IDeviceSightings
{
    // A mad gateway may name any number of children; what people can still look through is kept.
    public const int MostATenant = 5_000;
    private const int MostWaiting = 20_000;
    private const int Batch = 500;
    private const int AuditedOneByOne = 20;
    private readonly ConsoleDbs _dbs = new(factory, new Caller());
    private readonly ConcurrentDictionary<(Guid Tenant, Guid Source, string DeviceId), Seen> _seen = new();
    private readonly ConcurrentDictionary<Guid, byte> _reported = new();

    private sealed class Seen(Guid? gateway, string path)
    {
        public readonly Guid? Gateway = gateway;
        public readonly string Path = path;
        public long Times;
    }

    public void UnknownChild(DeviceIdentity gateway, string childDeviceId)
    {
        if (!DeviceRules.IsDeviceId(childDeviceId) || directory.Find(gateway.Id) is not { } entry) return;
        Note(gateway.TenantId, gateway.Id, gateway.Id, entry.SitePath, childDeviceId);
    }

    /// <summary>A device of its own that its template does not let in unseen.</summary>
    public void Waiting(Guid tenantId, Guid templateId, string sitePath, string deviceId) => Note(tenantId, templateId, null, sitePath, deviceId);

    public void FirstReading(Guid deviceId)
    {
        if (directory.Find(deviceId) is { State: LifecycleState.Planned or LifecycleState.Provisioned }) _reported.TryAdd(deviceId, 0);
    }

    /// <summary>Stores what has gathered, a bounded part at a time. Returns how many things were written.</summary>
    public async Task<int> WriteAsync(CancellationToken ct)
    {
        var written = 0;
        foreach (var tenant in _seen.Keys.Select(k => k.Tenant).Distinct()) written += await WriteSeenAsync(tenant, ct);
        foreach (var part in _reported.Keys.Select(directory.Find).OfType<DeviceEntry>().GroupBy(e => e.TenantId).ToList())
            foreach (var ids in part.Select(e => e.Id).Chunk(Batch)) written += await WriteReportedAsync(part.Key, ids, ct);
        return written;
    }

    /// <summary>Announced when devices that nobody knew begin to wait.</summary>
    public static string NewOnes(Guid tenantId) => $"new-approvals:{tenantId}";

    private void Note(Guid tenant, Guid source, Guid? gateway, string path, string deviceId)
    {
        if (_seen.Count >= MostWaiting) return;
        Interlocked.Increment(ref _seen.GetOrAdd((tenant, source, deviceId), _ => new Seen(gateway, path)).Times);
    }

    private async Task<int> WriteSeenAsync(Guid tenant, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var taken = new List<((Guid Tenant, Guid Source, string DeviceId) Key, Seen Seen)>();
        foreach (var key in _seen.Keys.Where(k => k.Tenant == tenant).Take(Batch))
            if (_seen.TryRemove(key, out var seen)) taken.Add((key, seen));

        await using var db = await _dbs.OpenAsAsync(Actor.SystemFor(tenant), ct);
        var names = taken.Select(t => t.Key.DeviceId).Distinct().ToList();
        var known = (await db.Set<Sighting>().Where(s => names.Contains(s.DeviceId)).ToListAsync(ct)).ToDictionary(s => (s.SourceId, s.DeviceId));
        var added = 0;
        var room = MostATenant - await db.Set<Sighting>().CountAsync(ct);
        foreach (var (key, seen) in taken)
        {
            if (known.TryGetValue((key.Source, key.DeviceId), out var sighting)) (sighting.LastSeenAt, sighting.Times) = (now, sighting.Times + seen.Times);
            else if (room - added > 0 && !IsSettled(key.DeviceId, seen.Gateway))
            {
                db.Add(New(key.DeviceId, key.Source, tenant, seen, now));
                added++;
            }
        }

        // A violated index means that another node noted the same child; the next report counts it.
        var problem = await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct);
        topics.Announce($"approvals:{tenant}");
        if (added > 0) topics.Announce(NewOnes(tenant));
        return problem is null ? taken.Count : 0;
    }

    // Approved between the report and now.
    private bool IsSettled(string deviceId, Guid? gateway) =>
        directory.FindByDeviceId(deviceId) is { } device && device.GatewayId == gateway;

    private static Sighting New(string deviceId, Guid source, Guid tenant, Seen seen, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = tenant, SitePath = seen.Path, DeviceId = deviceId, SourceId = source, GatewayId = seen.Gateway,
        FirstSeenAt = now, LastSeenAt = now, Times = seen.Times,
    };

    private async Task<int> WriteReportedAsync(Guid tenant, Guid[] ids, CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(Actor.SystemFor(tenant), ct);
        var now = clock.GetUtcNow();
        var devices = await db.Set<Device>()
            .Where(d => ids.Contains(d.Id) && (d.State == LifecycleState.Planned || d.State == LifecycleState.Provisioned)).ToListAsync(ct);
        foreach (var device in devices)
        {
            device.ReportedAt ??= now;
            if (device.State == LifecycleState.Planned) db.Add(LifecycleRules.Move(device, LifecycleState.Provisioned, db.Actor.Name, "Reported through its gateway", now).Value);

            // A moment later, so that two steps at once keep their order.
            db.Add(LifecycleRules.Move(device, LifecycleState.Active, db.Actor.Name, "First reading", now.AddMilliseconds(1)).Value);
        }

        if (devices.Count > AuditedOneByOne) db.AuditAsOne($"{devices.Count} devices reported for the first time");
        else foreach (var device in devices) db.Announce(new DeviceStateChanged(tenant, device.Id, LifecycleState.Provisioned, LifecycleState.Active));

        // Somebody changed one of them in between: all stay noted and the next run tries again.
        if (await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct) is not null) return 0;
        foreach (var id in ids) _reported.TryRemove(id, out _);
        foreach (var device in devices) directory.Put(device);
        return devices.Count;
    }
}
