using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>The console's own authority, and those the organisation trusts with their templates and how many devices came by them.</summary>
internal sealed class ListAuthorities(ConsoleDbs dbs, Caller caller, EmbeddedAuthority own, ISiteDirectory sites)
{
    internal sealed record Template(Guid Id, string Pattern, string Model, bool IsGateway, bool ApproveAutomatically, Guid SiteId, string Place, IReadOnlyList<string> Tags, int? ExpectedIntervalSeconds, PowerSource? Power);

    internal sealed record Row(
        Guid Id, string Name, string Subject, string Thumbprint, DateTimeOffset NotAfter, DateTimeOffset TrustedAt, DateTimeOffset? DistrustedAt, int Certificates,
        IReadOnlyList<Template> Templates);

    internal sealed record Own(string Subject, DateTimeOffset RootEnds, DateTimeOffset IntermediateEnds, string RootPem, int Certificates);

    internal sealed record Rows(Own Ours, IReadOnlyList<Row> Trusted, bool MayManage);

    public async Task<Result<Rows>> RunAsync(CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentView) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return ProvisioningProblems.NoAuthority;
        await using var db = await dbs.OpenWideAsync(ct);
        var authorities = await db.Set<TrustedAuthority>().AsNoTracking().OrderBy(a => a.Name).Take(200).ToListAsync(ct);
        var templates = (await db.Set<EnrolmentTemplate>().AsNoTracking().Where(t => t.AuthorityId != null).OrderBy(t => t.CreatedAt).Take(1_000).ToListAsync(ct)).ToLookup(t => t.AuthorityId!.Value);
        var counts = await db.Set<DeviceCertificate>().GroupBy(c => c.AuthorityId).Select(g => new { g.Key, Count = g.Count() }).Take(1_000).ToListAsync(ct);
        var ours = new Own(
            own.Intermediate.Subject, Utc(own.Root.NotAfter), Utc(own.Intermediate.NotAfter), own.Root.ExportCertificatePem(), counts.Find(c => c.Key is null)?.Count ?? 0);
        return new Rows(
            ours,
            authorities.ConvertAll(a => new Row(
                a.Id, a.Name, a.Subject, a.Thumbprint, a.NotAfter, a.TrustedAt, a.DistrustedAt, counts.Find(c => c.Key == a.Id)?.Count ?? 0,
                templates[a.Id].Select(t => new Template(
                    t.Id, t.Pattern, t.Model, t.IsGateway, t.ApproveAutomatically, t.SiteId, caller.Reaches(tenant, t.SitePath) ? sites.NameOf(tenant, t.SitePath) : "",
                    TagText.Read(t.Tags), t.ExpectedIntervalSeconds, t.Power)).ToList())),
            caller.Actor.Can(ProvisioningPermissions.EnrolmentManage, sites.Root(tenant).Path));
    }

    private static DateTimeOffset Utc(DateTime time) => new DateTimeOffset(time).ToUniversalTime();
}
