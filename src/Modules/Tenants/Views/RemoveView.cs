using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Views;

/// <summary>Removes one's own view, for everybody it was shared with too.</summary>
internal sealed class RemoveView(ConsoleDbs dbs, Caller caller, LiveTopics topics)
{
    public async Task<Result<Done>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(TenantsPermissions.ViewsUse) is { } refused) return refused;
        await using var db = await dbs.OpenAsync(ct);
        var me = caller.Actor.Id;
        if (await db.Set<SavedView>().SingleOrDefaultAsync(v => v.Id == id && v.OwnerId == me, ct) is not { } view) return TenantsProblems.NoView;
        db.Remove(view);
        await db.SaveChangesAsync(ct);
        topics.Announce(SaveView.TopicOf(view.TenantId));
        return Done.It;
    }
}
