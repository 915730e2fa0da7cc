using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.SignIn;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Account;

/// <summary>Signs a person out of one browser or of all but the one that asks. Open pages there close within two seconds.</summary>
internal sealed class EndSessions(ConsoleDbs dbs, Caller caller, PeopleInSight sight, Actors actors, TimeProvider clock)
{
    /// <param name="PersonId">Null for one's own.</param>
    /// <param name="Only">Null for all but the one that asks.</param>
    internal sealed record Input(Guid? PersonId = null, Guid? Only = null);

    /// <returns>How many ended.</returns>
    public async Task<Result<int>> RunAsync(Input ask, CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var whose = ask.PersonId ?? caller.Actor.Id;
        if (whose != caller.Actor.Id)
        {
            if (caller.Refuses(TenantsPermissions.PeopleManage) is { } refused) return refused;
            if (await sight.Of(db).SingleOrDefaultAsync(p => p.Id == whose, ct) is not { } person) return TenantsProblems.NoPerson;
            if (await sight.RefusesWholeAsync(person, ct) is { } beyond) return beyond;
        }

        var ending = await db.Set<OpenSession>().Where(s => s.PersonId == whose && (ask.Only == null ? s.Id != caller.Session : s.Id == ask.Only)).ToListAsync(ct);
        if (ending.Count == 0) return ask.Only is null ? 0 : TenantsProblems.NoSession;
        db.RemoveRange(ending);
        await AccessStamp.TouchAsync(db, whose, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await actors.LookAsync(ct);
        return ending.Count;
    }
}
