using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.People;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Organisations;

/// <summary>Suspends an organisation or lets it in again. Nobody and no key of it gets in meanwhile; nothing is deleted.</summary>
internal sealed class SuspendOrganisation(ConsoleDbs dbs, Caller caller, Actors actors, LiveTopics topics, TimeProvider clock)
{
    internal sealed record Input(Guid TenantId, bool Suspended);

    public async Task<Result<Done>> RunAsync(Input ask, CancellationToken ct)
    {
        if (!caller.Actor.RunsThePlatform) return TenantsProblems.NotThePlatform;
        if (ask.TenantId == caller.Actor.TenantId) return TenantsProblems.NotYourOwn;
        await using var db = await dbs.OpenAsAsync(new Actor(ActorKind.System, caller.Actor.Id, caller.Actor.Name, ask.TenantId, []), ct);
        var organisation = await db.Set<Organisation>().SingleOrDefaultAsync(o => o.TenantId == ask.TenantId, ct);
        if (organisation is null) return TenantsProblems.NoOrganisation;
        var now = clock.GetUtcNow();
        organisation.SuspendedAt = ask.Suspended ? organisation.SuspendedAt ?? now : null;
        var stamps = await db.Set<AccessStamp>().ToListAsync(ct);
        foreach (var stamp in stamps) (stamp.ChangedAt, stamp.Stamp) = (now, Guid.CreateVersion7(now));
        await db.SaveChangesAsync(ct);
        await actors.LookAsync(ct);
        topics.Announce("organisations");
        return Done.It;
    }
}
