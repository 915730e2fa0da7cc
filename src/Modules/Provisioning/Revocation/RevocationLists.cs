using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Issuers;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Revocation;

/// <summary>
/// The revocation lists of our authorities, from memory while nothing was revoked: whoever asks is anonymous and must cost nothing. A list
/// is made anew when something was revoked or half of its life is over.
/// </summary>
internal sealed class RevocationLists(
    IDbContextFactory<ConsoleDb> factory, EmbeddedAuthority own, CertificateRegister certificates, RootKey rootKey, PkiSettings settings, TimeProvider clock) : IDisposable
{
    // Until the next ceremony, and a month to forget about it.
    private static readonly TimeSpan _offline = TimeSpan.FromDays(400);
    private readonly ConsoleDbs _dbs = new(factory, new Caller());
    private readonly SemaphoreSlim _making = new(1, 1);
    private readonly ConcurrentDictionary<Guid, (long Seen, RevocationList List)> _fresh = new();

    /// <summary>Null when there is no such issuer, or the root is offline and never had a list.</summary>
    public async Task<RevocationList?> FindAsync(Guid issuerId, CancellationToken ct)
    {
        if (!own.IsOpen || !Knows(issuerId)) return null;
        if (Fresh(issuerId) is { } fresh) return fresh;
        await _making.WaitAsync(ct);
        try
        {
            if (Fresh(issuerId) is { } meanwhile) return meanwhile;
            var seen = Seen;
            var list = await LookAsync(issuerId, ct);
            if (list is not null) _fresh[issuerId] = (seen, list);
            return list;
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>Adds the root's next list to what is about to be saved.</summary>
    public async Task PrepareRootAsync(ConsoleDb db, OwnAuthority root, ECDsa key, bool last, CancellationToken ct)
    {
        var revoked = await db.Set<OwnAuthority>().AsNoTracking().Where(a => a.Kind == OwnAuthorityKind.Intermediate && a.RevokedAt != null && a.CertificatePem != "")
            .Take(10_000).ToListAsync(ct);
        var entries = revoked.ConvertAll(a =>
        {
            using var certificate = X509Certificate2.CreateFromPem(a.CertificatePem);
            return (certificate.SerialNumberBytes.ToArray(), a.RevokedAt!.Value, a.NotAfter);
        });
        using var issuer = X509Certificate2.CreateFromPem(root.CertificatePem);
        await PrepareAsync(db, root.Id, issuer, key, entries, last ? _offline : Life, ct);
    }

    public void Dispose() => _making.Dispose();

    private TimeSpan Life => TimeSpan.FromHours(settings.CrlHours);

    // One number for "nothing was revoked since": both only grow.
    private long Seen => ((long)own.Version << 32) + certificates.RevokedCount;

    private bool Knows(Guid id) => id == own.RootId || own.Issuers.Any(i => i.Id == id);

    private RevocationList? Fresh(Guid id) => _fresh.TryGetValue(id, out var known) && known.Seen == Seen && !IsDue(known.List) ? known.List : null;

    private bool IsDue(RevocationList list) => clock.GetUtcNow() > list.ThisUpdate + ((list.NextUpdate - list.ThisUpdate) / 2);

    private async Task<RevocationList?> LookAsync(Guid issuerId, CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
        var stored = await db.Set<RevocationList>().AsNoTracking().SingleOrDefaultAsync(l => l.IssuerId == issuerId, ct);
        if (issuerId == own.RootId)
        {
            var root = await db.RootAsync(ct);
            using var key = rootKey.Open(root);
            var count = await db.Set<OwnAuthority>().CountAsync(a => a.Kind == OwnAuthorityKind.Intermediate && a.RevokedAt != null && a.CertificatePem != "", ct);
            if (key is null || (stored is not null && stored.Revoked == count && !IsDue(stored))) return stored;
            await PrepareRootAsync(db, root, key, last: false, ct);
        }
        else
        {
            var issuer = own.Issuers.First(i => i.Id == issuerId);
            var issued = IssuedBy(db, issuer);
            if (stored is not null && stored.Revoked == await issued.CountAsync(ct) && !IsDue(stored)) return stored;
            var rows = await issued.Select(c => new { c.SerialNumber, c.RevokedAt, c.NotAfter }).Take(1_000_000).ToListAsync(ct);
            await PrepareAsync(db, issuerId, issuer.Certificate, issuer.Key, rows.ConvertAll(r => (Convert.FromHexString(r.SerialNumber), r.RevokedAt!.Value, r.NotAfter)), Life, ct);
        }

        var refused = await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct);
        return refused is null ? db.Set<RevocationList>().Local.Single() : await db.Set<RevocationList>().AsNoTracking().SingleOrDefaultAsync(l => l.IssuerId == issuerId, ct);
    }

    // Certificates from before there were several issuers are the first one's.
    private static IQueryable<DeviceCertificate> IssuedBy(ConsoleDb db, EmbeddedAuthority.Issuer issuer) => db.Set<DeviceCertificate>().AsNoTracking()
        .Where(c => c.RevokedAt != null && c.AuthorityId == null && (c.IssuerId == issuer.Id || (c.IssuerId == null && issuer.Generation == 1)));

    private async Task PrepareAsync(
        ConsoleDb db, Guid issuerId, X509Certificate2 issuer, ECDsa key, List<(byte[] Serial, DateTimeOffset At, DateTimeOffset NotAfter)> revoked, TimeSpan life, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var list = await db.Set<RevocationList>().SingleOrDefaultAsync(l => l.IssuerId == issuerId, ct);
        if (list is null) db.Add(list = new RevocationList { IssuerId = issuerId });
        (list.Number, list.ThisUpdate, list.NextUpdate, list.Revoked) = (list.Number + 1, now, now + life, revoked.Count);
        var builder = new CertificateRevocationListBuilder();

        // What has expired is refused anyway; a day more is for clocks that are slow.
        foreach (var (serial, at, _) in revoked.Where(r => r.NotAfter > now.AddDays(-1))) builder.AddEntry(serial, at);
        list.Content = builder.Build(
            issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(key), list.Number, list.NextUpdate, HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false), list.ThisUpdate);
    }
}
