using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Views;

/// <summary>Keeps a view: a new one, or one's own again with another name, address or audience.</summary>
internal sealed class SaveView(ConsoleDbs dbs, Caller caller, LiveTopics topics, TimeProvider clock)
{
    private const int MostOfOne = 100;

    /// <param name="Id">Null for a new view.</param>
    /// <param name="Query">A query string or a whole address.</param>
    internal sealed record Input(Guid? Id, string Page, string Name, string Query, Role? SharedWith = null);

    public async Task<Result<Guid>> RunAsync(Input ask, CancellationToken ct)
    {
        if (caller.Refuses(TenantsPermissions.ViewsUse) is { } refused) return refused;
        if (ask.SharedWith is not null && caller.Refuses(TenantsPermissions.ViewsShare) is { } alone) return alone;
        var (name, query) = (ask.Name?.Trim() ?? "", ViewRules.QueryOf(ask.Query));
        if (name.Length is 0 or > ViewRules.LongestName) return TenantsProblems.ViewName;
        if (query.Length > ViewRules.LongestQuery || !ViewRules.IsPage(ask.Page ?? "") || (ask.SharedWith is { } role && !Enum.IsDefined(role))) return TenantsProblems.ViewQuery;
        await using var db = await dbs.OpenAsync(ct);
        var me = caller.Actor.Id;
        var view = ask.Id is { } id ? await db.Set<SavedView>().SingleOrDefaultAsync(v => v.Id == id && v.OwnerId == me, ct) : null;
        if (ask.Id is not null && view is null) return TenantsProblems.NoView;
        if (view is null)
        {
            if (await db.Set<SavedView>().CountAsync(v => v.OwnerId == me, ct) >= MostOfOne) return TenantsProblems.TooManyViews;
            db.Add(view = new SavedView { Id = Guid.CreateVersion7(clock.GetUtcNow()), OwnerId = me, Page = ask.Page! });
        }

        (view.Name, view.Query, view.SharedWith, view.Owner, view.ChangedAt) = (name, query, ask.SharedWith, caller.Actor.Name, clock.GetUtcNow());
        if (await db.TrySaveAsync(TenantsProblems.ViewTaken(name), ct) is { } taken) return taken;
        topics.Announce(TopicOf(view.TenantId));
        return view.Id;
    }

    internal static string TopicOf(Guid? tenantId) => $"views:{tenantId}";
}
