using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Operation;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>
/// This console's own certificate authority: made at the first start, opened at every other. The root signs only intermediates and may
/// be taken offline; the intermediates sign devices and are kept in memory with their keys.
/// </summary>
internal sealed class EmbeddedAuthority(IDbContextFactory<ConsoleDb> factory, KeyFile keyFile, PkiSettings settings, ClockWatch watch, TimeProvider clock) : IDisposable
{
    private const int Most = 2_000;
    private readonly ConsoleDbs _dbs = new(factory, new Caller());
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly List<ECDsa> _keys = [];
    private Snapshot? _now;

    /// <param name="OwnerId">Whose devices it speaks for; null for everybody's.</param>
    /// <param name="Batch">Signs only when it is chosen.</param>
    internal sealed record Issuer(Guid Id, Guid? OwnerId, string? Batch, int Generation, string Thumbprint, X509Certificate2 Certificate, ECDsa Key, DateTimeOffset? RevokedAt)
    {
        public bool IsUsable(DateTimeOffset now) => RevokedAt is null && new DateTimeOffset(Certificate.NotAfter) > now;
    }

    private sealed record Snapshot(Guid RootId, X509Certificate2 Root, bool RootIsHere, IReadOnlyList<Issuer> Issuers, (int, DateTimeOffset) Stamp, int Version);

    public bool IsOpen => _now is not null;

    public X509Certificate2 Root => Now.Root;

    public Guid RootId => Now.RootId;

    /// <summary>False once the key was taken offline: intermediates then come by ceremony.</summary>
    public bool RootIsHere => Now.RootIsHere;

    /// <summary>Newest first, with those that are revoked or at their end: chains must still be told from strangers'.</summary>
    public IReadOnlyList<Issuer> Issuers => Now.Issuers;

    /// <summary>Rises with every change.</summary>
    public int Version => Now.Version;

    /// <summary>The one that signs the console's own certificate, and devices whose organisation has none of its own.</summary>
    public X509Certificate2 Intermediate => Common.Certificate;

    private Issuer Common => Now.Issuers.FirstOrDefault(i => i.OwnerId is null && i.Batch is null && i.IsUsable(clock.GetUtcNow())) ?? Now.Issuers.First(i => i.OwnerId is null && i.Batch is null);

    private Snapshot Now => _now ?? throw new InvalidOperationException("The embedded authority is opened when the host starts.");

    /// <exception cref="KeySafeFault">The keys in the database were sealed with another key.</exception>
    public async Task OpenAsync(CancellationToken ct)
    {
        if (_now is null) await LookAsync(always: true, ct);
    }

    /// <summary>Reads what changed, here or on another node.</summary>
    public Task CatchUpAsync(bool always, CancellationToken ct) => LookAsync(always, ct);

    /// <summary>Null when there is none, or it is not this organisation's, or it signs no more.</summary>
    public Issuer? IssuerFor(Guid tenantId, Guid? chosen = null)
    {
        var now = clock.GetUtcNow();
        var usable = Now.Issuers.Where(i => i.IsUsable(now) && (i.OwnerId is null || i.OwnerId == tenantId));
        if (chosen is { } id) return usable.FirstOrDefault(i => i.Id == id);
        var usual = usable.Where(i => i.Batch is null).ToList();
        return usual.Find(i => i.OwnerId is not null) ?? usual.FirstOrDefault();
    }

    /// <param name="thumbprint">SHA-256, lower-case hexadecimal.</param>
    public Issuer? FindIssuer(string thumbprint) => Now.Issuers.FirstOrDefault(i => i.Thumbprint == thumbprint);

    public X509Certificate2 IssueForDevice(PublicKey key, string deviceId, Issuer issuer)
    {
        var (from, to) = Span(settings.DeviceDays, issuer);
        return CertificateMaker.Device(key, deviceId, issuer.Certificate, issuer.Key, from, to, settings.ListOf(issuer.Id));
    }

    public X509Certificate2 IssueForServer(ECDsa key, IReadOnlyCollection<string> names, out Issuer issuer)
    {
        // A clock that is ahead would make a leaf of the future, which no device takes: it is good from the time it should be.
        issuer = Common;
        var (from, to) = Span(settings.ServerDays, issuer);
        if (watch.Look() is { IsAhead: true } wrong) from = wrong.Expected.AddMinutes(-settings.BackdateMinutes);
        return CertificateMaker.Server(key, names, issuer.Certificate, issuer.Key, from, to);
    }

    public void Dispose()
    {
        _opening.Dispose();
        foreach (var key in _keys) key.Dispose();
    }

    private (DateTimeOffset From, DateTimeOffset To) Span(int days, Issuer issuer)
    {
        // With a clock behind the authority's own beginning it is good from there: devices with a right clock take it.
        var (now, beginning) = (clock.GetUtcNow(), new DateTimeOffset(issuer.Certificate.NotBefore));
        if (now < beginning) now = beginning;
        return (now.AddMinutes(-settings.BackdateMinutes), now.AddDays(days));
    }

    private async Task LookAsync(bool always, CancellationToken ct)
    {
        await _opening.WaitAsync(ct);
        try
        {
            await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
            var rows = db.Set<OwnAuthority>().AsNoTracking();
            var stamp = (await rows.CountAsync(ct), await rows.MaxAsync(a => (DateTimeOffset?)a.ChangedAt, ct) ?? default);
            if (!always && _now?.Stamp == stamp) return;
            var all = await rows.OrderByDescending(a => a.Generation).Take(Most).ToListAsync(ct);
            if (all.Count == 0)
            {
                await MakeAsync(ct);
                all = await rows.OrderByDescending(a => a.Generation).Take(Most).ToListAsync(ct);
            }

            _now = Build(all, stamp);
        }
        finally
        {
            _opening.Release();
        }
    }

    // Keys and certificates are reused between snapshots: a signature may be under way with them.
    private Snapshot Build(List<OwnAuthority> rows, (int, DateTimeOffset) stamp)
    {
        var root = rows.First(r => r.Kind == OwnAuthorityKind.Root);
        var safe = keyFile.Open(makeWhenMissing: false);
        var issuers = new List<Issuer>();
        foreach (var row in rows.Where(r => r is { Kind: OwnAuthorityKind.Intermediate, CertificatePem.Length: > 0, SealedKey: not null }))
        {
            var known = _now?.Issuers.FirstOrDefault(i => i.Id == row.Id);
            issuers.Add(known is not null ? known with { RevokedAt = row.RevokedAt } : Open(row, safe));
        }

        return new Snapshot(root.Id, _now?.Root ?? X509Certificate2.CreateFromPem(root.CertificatePem), root.SealedKey is not null, issuers, stamp, (_now?.Version ?? 0) + 1);
    }

    private Issuer Open(OwnAuthority row, KeySafe safe)
    {
        var key = ECDsa.Create();
        _keys.Add(key);
        var plain = safe.Open(row.SealedKey, row.Id);
        key.ImportPkcs8PrivateKey(plain, out _);
        CryptographicOperations.ZeroMemory(plain);
        var certificate = X509Certificate2.CreateFromPem(row.CertificatePem);
        return new Issuer(row.Id, row.OwnerId, row.Batch, row.Generation, certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), certificate, key, row.RevokedAt);
    }

    private async Task MakeAsync(CancellationToken ct)
    {
        var safe = keyFile.Open(makeWhenMissing: true);
        var now = clock.GetUtcNow();
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = CertificateMaker.Root(rootKey, "IoTConsole root", now.AddMinutes(-settings.BackdateMinutes), now.AddYears(settings.RootYears));
        var (rootId, id) = (Guid.CreateVersion7(now), Guid.CreateVersion7(now));
        using var intermediate = CertificateMaker.Intermediate(
            key, "IoTConsole devices 1", root, rootKey, now.AddMinutes(-settings.BackdateMinutes), now.AddYears(settings.IntermediateYears), settings.ListOf(rootId));
        await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
        db.Add(Row(rootId, OwnAuthorityKind.Root, "IoTConsole root", root, rootKey, safe, now));
        db.Add(Row(id, OwnAuthorityKind.Intermediate, "IoTConsole devices", intermediate, key, safe, now));

        // Null or not: afterwards there is an authority, ours or that of a node which was quicker.
        await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct);
    }

    private static OwnAuthority Row(Guid id, OwnAuthorityKind kind, string name, X509Certificate2 certificate, ECDsa key, KeySafe safe, DateTimeOffset now)
    {
        var plain = key.ExportPkcs8PrivateKey();
        var row = new OwnAuthority
        {
            Id = id, Kind = kind, Generation = 1, Name = name, CertificatePem = certificate.ExportCertificatePem(), SealedKey = safe.Seal(plain, id),
            NotAfter = new DateTimeOffset(certificate.NotAfter).ToUniversalTime(), CreatedAt = now, ChangedAt = now,
        };
        CryptographicOperations.ZeroMemory(plain);
        return row;
    }
}
