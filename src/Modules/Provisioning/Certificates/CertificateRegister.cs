using System.Collections.Concurrent;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>Which certificates are recorded and which of them are revoked, in memory for the gate. A singleton.</summary>
internal sealed class CertificateRegister(IDbContextFactory<ConsoleDb> factory) : IDisposable
{
    private static readonly TimeSpan _lookBack = TimeSpan.FromSeconds(30);
    private readonly ConsoleDbs _dbs = new(factory, new Caller());
    private readonly ConcurrentDictionary<(Guid Tenant, string Mark), bool> _revoked = new();
    private readonly ConcurrentDictionary<Guid, int> _held = new();
    private readonly SemaphoreSlim _loading = new(1, 1);
    private DateTimeOffset _seenUpTo = DateTimeOffset.UnixEpoch;
    private bool _loaded;
    private int _count;

    /// <summary>The device whose certificate was revoked; raised once a certificate on every node, on any thread.</summary>
    public event Action<Guid>? Revoked;

    /// <summary>How many revocations this node has heard of; only grows.</summary>
    public int RevokedCount => Volatile.Read(ref _count);

    /// <summary>How many certificates that are not revoked a device has, expired ones with them.</summary>
    public int HeldBy(Guid device) => _held.GetValueOrDefault(device);

    public bool IsRecorded(Guid tenantId, string mark) => _revoked.ContainsKey((tenantId, mark));

    public bool IsRevoked(Guid tenantId, string mark) => _revoked.GetValueOrDefault((tenantId, mark));

    /// <summary>Called after a save on this node, so that the gate knows at once.</summary>
    public void Put(DeviceCertificate certificate) =>
        Keep(certificate.TenantId, certificate.Mark, certificate.DeviceId, certificate.RevokedAt is not null, tell: true);

    public async Task CatchUpAsync(CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            var since = _seenUpTo - _lookBack;
            await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
            var rows = db.Set<DeviceCertificate>().AsNoTracking();
            if (_loaded) rows = rows.Where(c => c.RecordedAt > since || c.RevokedAt > since);
            await foreach (var row in rows.Select(c => new { c.TenantId, c.Mark, c.DeviceId, c.RecordedAt, c.RevokedAt }).AsAsyncEnumerable().WithCancellation(ct))
            {
                Keep(row.TenantId, row.Mark, row.DeviceId, row.RevokedAt is not null, tell: _loaded);
                var last = row.RevokedAt ?? row.RecordedAt;
                if (last > _seenUpTo) _seenUpTo = last;
            }

            _loaded = true;
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private void Keep(Guid tenant, string mark, Guid device, bool revoked, bool tell)
    {
        // Revocation is for good: an older reading of the row must not undo it.
        var (news, more) = (false, 0);
        _revoked.AddOrUpdate((tenant, mark), _ =>
        {
            (news, more) = (revoked, revoked ? 0 : 1);
            return revoked;
        }, (_, before) =>
        {
            news = revoked && !before;
            more = news ? -1 : 0;
            return before || revoked;
        });
        if (more != 0) _held.AddOrUpdate(device, more, (_, held) => held + more);
        if (news) Interlocked.Increment(ref _count);
        if (news && tell) Revoked?.Invoke(device);
    }
}
