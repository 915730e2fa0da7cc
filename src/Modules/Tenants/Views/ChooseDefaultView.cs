using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Views;

/// <summary>In which view a page opens for the caller; none for the page as it is.</summary>
internal sealed class ChooseDefaultView(ConsoleDbs dbs, Caller caller, LiveTopics topics)
{
    internal sealed record Input(string Page, Guid? ViewId);

    public async Task<Result<Done>> RunAsync(Input ask, CancellationToken ct)
    {
        if (caller.Refuses(TenantsPermissions.ViewsUse) is { } refused) return refused;
        await using var db = await dbs.OpenAsync(ct);
        var (me, roles) = (caller.Actor.Id, caller.Actor.Grants.Select(g => (Role?)g.Role).Distinct().ToArray());
        var now = await db.Set<DefaultView>().SingleOrDefaultAsync(d => d.PersonId == me && d.Page == ask.Page, ct);
        if (ask.ViewId is not { } id)
        {
            if (now is not null) db.Remove(now);
        }
        else
        {
            if (!await db.Set<SavedView>().AnyAsync(v => v.Id == id && v.Page == ask.Page && (v.OwnerId == me || roles.Contains(v.SharedWith)), ct)) return TenantsProblems.NoView;
            if (now is null) db.Add(now = new DefaultView { PersonId = me, Page = ask.Page });
            now.ViewId = id;
        }

        if (await db.TrySaveAsync(TenantsProblems.NoView, ct) is { } meanwhile) return meanwhile;
        topics.Announce(SaveView.TopicOf(caller.Actor.TenantId));
        return Done.It;
    }
}
