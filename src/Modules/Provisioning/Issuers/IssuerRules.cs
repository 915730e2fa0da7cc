using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Issuers;

/// <summary>
/// Whose an issuing authority is: the console's own belong to whoever runs the platform, an organisation's to the administrators of its
/// whole portfolio. Of another organisation's nobody learns.
/// </summary>
internal static class IssuerRules
{
    public static Problem? Refuses(this Caller caller, ISiteDirectory sites, Guid? owner)
    {
        if (owner is null) return caller.Actor.RunsThePlatform ? null : AccessProblems.NotThePlatform;
        return caller.Actor.TenantId == owner ? caller.Refuses(ProvisioningPermissions.EnrolmentManage, sites.Root(owner.Value).Path) : ProvisioningProblems.NoIssuer;
    }

    /// <summary>The root and what the caller's organisation may know of: everybody's and its own.</summary>
    public static IQueryable<OwnAuthority> SeenBy(this ConsoleDb db, Guid? tenant) =>
        db.Set<OwnAuthority>().Where(a => a.OwnerId == null || (tenant != null && a.OwnerId == tenant));

    public static Task<OwnAuthority> RootAsync(this ConsoleDb db, CancellationToken ct) =>
        db.Set<OwnAuthority>().Where(a => a.Kind == OwnAuthorityKind.Root).OrderByDescending(a => a.Generation).FirstAsync(ct);
}
