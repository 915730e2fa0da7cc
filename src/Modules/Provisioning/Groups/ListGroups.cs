using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Groups;

/// <summary>Every group by which devices register themselves, with how far it is filled and whether its door is open.</summary>
internal sealed class ListGroups(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, TimeProvider clock)
{
    internal enum Standing
    {
        Open,
        NotOpenYet,
        Closed,
        Full,
        Stopped,

        /// <summary>Its authority is trusted no longer.</summary>
        Distrusted,
    }

    /// <param name="Authority">Whose certificates its devices show; null when they have keys.</param>
    /// <param name="Place">Where devices stand that were not planned before; empty when outside the caller's scope.</param>
    internal sealed record Row(
        Guid Id, string Name, string? Authority, string Pattern, string Model, bool IsGateway, bool ApproveAutomatically, string Place, int Enrolled, GroupLimits Limits, Standing Standing);

    internal sealed record Rows(IReadOnlyList<Row> Items, bool MayManage);

    public async Task<Result<Rows>> RunAsync(CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentView) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return ProvisioningProblems.NoGroup;
        await using var db = await dbs.OpenWideAsync(ct);
        var groups = await db.Set<EnrolmentTemplate>().AsNoTracking().OrderBy(t => t.CreatedAt).Take(1_000).ToListAsync(ct);
        var authorities = await db.Set<TrustedAuthority>().AsNoTracking().Take(1_000).ToDictionaryAsync(a => a.Id, ct);
        var now = clock.GetUtcNow();
        return new Rows(
            groups.ConvertAll(g =>
            {
                var authority = g.AuthorityId is { } id ? authorities.GetValueOrDefault(id) : null;
                return new Row(
                    g.Id, g.Name, authority?.Name, g.Pattern, g.Model, g.IsGateway, g.ApproveAutomatically, caller.Reaches(tenant, g.SitePath) ? sites.NameOf(tenant, g.SitePath) : "",
                    g.Enrolled, new GroupLimits(g.OpensAt, g.ClosesAt, g.Quota, g.StoppedAt is not null), authority?.DistrustedAt is not null ? Standing.Distrusted : StandingOf(g, now));
            }),
            caller.Actor.Can(ProvisioningPermissions.EnrolmentManage, sites.Root(tenant).Path));
    }

    private static Standing StandingOf(EnrolmentTemplate group, DateTimeOffset now) =>
        group.StoppedAt is not null ? Standing.Stopped
        : now < group.OpensAt ? Standing.NotOpenYet
        : now >= group.ClosesAt ? Standing.Closed
        : group.Enrolled >= group.Quota ? Standing.Full : Standing.Open;
}
