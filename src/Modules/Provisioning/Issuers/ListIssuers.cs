using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Issuers;

/// <summary>The tree of the console's own authorities, as far as the caller's organisation may know of it: the root, everybody's issuers and its own.</summary>
internal sealed class ListIssuers(ConsoleDbs dbs, Caller caller, EmbeddedAuthority own, ISiteDirectory sites, PkiSettings settings, TimeProvider clock)
{
    internal enum Standing
    {
        Waiting,
        Valid,
        EndsSoon,
        Expired,
        Revoked,
    }

    /// <param name="IsUsual">Signs for this organisation unless another is chosen.</param>
    /// <param name="Issued">Certificates of this organisation's devices.</param>
    /// <param name="Live">Of them, neither revoked nor expired.</param>
    internal sealed record Row(
        Guid Id, string Name, string? Batch, bool ForWholeConsole, string Subject, string Sha256, Standing Standing, DateTimeOffset? NotAfter, bool IsUsual, int Issued, int Live,
        string? RequestPem, string? CertificatePem, string List, DateTimeOffset? RevokedAt, string? RevokedWhy, bool MayManage);

    /// <param name="KeyIsHere">False once it was taken offline.</param>
    internal sealed record Root(Guid Id, string Subject, string Sha256, string CertificatePem, DateTimeOffset NotAfter, bool KeyIsHere, DateTimeOffset? ExportedAt, string List);

    internal sealed record Tree(Root Root, IReadOnlyList<Row> Issuers, bool MayManage, bool RunsThePlatform);

    public async Task<Result<Tree>> RunAsync(CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentView) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return ProvisioningProblems.NoIssuer;
        await using var db = await dbs.OpenWideAsync(ct);
        var now = clock.GetUtcNow();
        var rows = await db.SeenBy(tenant).AsNoTracking().OrderBy(a => a.Kind).ThenByDescending(a => a.Generation).Take(500).ToListAsync(ct);
        var certificates = db.Set<DeviceCertificate>().Where(c => c.AuthorityId == null);
        var issued = await certificates.GroupBy(c => c.IssuerId).Select(g => new { g.Key, Count = g.Count() }).Take(1_000).ToListAsync(ct);
        var live = await certificates.Where(c => c.RevokedAt == null && c.NotAfter > now).GroupBy(c => c.IssuerId).Select(g => new { g.Key, Count = g.Count() }).Take(1_000).ToListAsync(ct);
        int Of(IEnumerable<(Guid? Key, int Count)> counts, OwnAuthority row) => counts.Where(c => c.Key == row.Id || (c.Key is null && row.Generation == 1)).Sum(c => c.Count);
        var usual = own.IssuerFor(tenant)?.Id;
        var mayManage = caller.Actor.Can(ProvisioningPermissions.EnrolmentManage, sites.Root(tenant).Path);
        var issuers = rows.Where(r => r.Kind == OwnAuthorityKind.Intermediate).Select(r =>
        {
            using var certificate = r.CertificatePem.Length > 0 ? X509Certificate2.CreateFromPem(r.CertificatePem) : null;
            return new Row(
                r.Id, r.AuditName, r.Batch, r.OwnerId is null, certificate?.Subject ?? "", Sha256(certificate), StandingOf(r, certificate, now), certificate is null ? null : r.NotAfter,
                r.Id == usual, Of(issued.Select(c => (c.Key, c.Count)), r), Of(live.Select(c => (c.Key, c.Count)), r), certificate is null && r.RevokedAt is null ? r.RequestPem : null,
                certificate is null ? null : r.CertificatePem, ListOf(r.Id), r.RevokedAt, r.RevokedWhy, r.OwnerId is null ? caller.Actor.RunsThePlatform : mayManage);
        }).ToList();
        var root = rows.First(r => r.Kind == OwnAuthorityKind.Root);
        return new Tree(
            new Root(root.Id, own.Root.Subject, Sha256(own.Root), root.CertificatePem, root.NotAfter, root.SealedKey is not null, root.ExportedAt, ListOf(root.Id)), issuers, mayManage, caller.Actor.RunsThePlatform);
    }

    private string ListOf(Guid id) => settings.ListOf(id) ?? $"/crl/{id:N}.crl";

    private static string Sha256(X509Certificate2? certificate) => certificate?.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant() ?? "";

    private static Standing StandingOf(OwnAuthority row, X509Certificate2? certificate, DateTimeOffset now)
    {
        if (row.RevokedAt is not null) return Standing.Revoked;
        if (certificate is null) return Standing.Waiting;
        if (row.NotAfter < now) return Standing.Expired;
        return (row.NotAfter - now) * 3 < row.NotAfter - new DateTimeOffset(certificate.NotBefore) ? Standing.EndsSoon : Standing.Valid;
    }
}
