using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Issuers;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Revocation;

/// <summary>What one authority has issued, the same for the dry run and the revocation: so they cannot count differently. Never a root's. Both have demanded the permission; whether it reaches this authority is asked here.</summary>
internal sealed class IssuedCertificates(ConsoleDbs dbs, Caller caller, ISiteDirectory sites)
{
    /// <param name="Own">One of the console's own issuers, else <paramref name="Maker"/>.</param>
    /// <param name="Certificates">Those that are not revoked yet.</param>
    internal sealed record Found(ConsoleDb Db, OwnAuthority? Own, TrustedAuthority? Maker, IQueryable<DeviceCertificate> Certificates) : IAsyncDisposable
    {
        public string Name => Own?.AuditName ?? Maker!.Name;

        public bool IsEndedAlready => Own?.RevokedAt is not null || Maker?.DistrustedAt is not null;

        public ValueTask DisposeAsync() => Db.DisposeAsync();
    }

    public async Task<Result<Found>> FindAsync(Guid id, CancellationToken ct)
    {
        var db = await dbs.OpenWideAsync(ct);
        var own = await db.SeenBy(caller.Actor.TenantId).SingleOrDefaultAsync(a => a.Id == id && a.Kind == OwnAuthorityKind.Intermediate, ct);
        var maker = own is null ? await db.Set<TrustedAuthority>().SingleOrDefaultAsync(a => a.Id == id, ct) : null;
        var problem = own is not null ? caller.Refuses(sites, own.OwnerId) : maker is not null ? caller.Refuses(sites, maker.TenantId) : ProvisioningProblems.NoIssuer;
        if (problem is not null)
        {
            await db.DisposeAsync();
            return problem;
        }

        if (own is { OwnerId: null })
        {
            // Everybody's issuer has signed for every organisation: whoever runs the platform revokes for all of them.
            await db.DisposeAsync();
            db = await dbs.OpenAsAsync(new Actor(ActorKind.System, caller.Actor.Id, caller.Actor.Name, null, []), ct);
            own = await db.Set<OwnAuthority>().SingleAsync(a => a.Id == id, ct);
        }

        var open = db.Set<DeviceCertificate>().Where(c => c.RevokedAt == null);
        var (first, makerId) = (own?.Generation == 1, maker?.Id);
        return new Found(db, own, maker, maker is not null
            ? open.Where(c => c.AuthorityId == makerId)
            : open.Where(c => c.AuthorityId == null && (c.IssuerId == id || (first && c.IssuerId == null))));
    }
}
