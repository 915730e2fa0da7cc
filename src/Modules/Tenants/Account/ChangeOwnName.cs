using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.People;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Account;

internal sealed class ChangeOwnName(ConsoleDbs dbs, Caller caller, Actors actors, TimeProvider clock)
{
    public async Task<Result<Done>> RunAsync(string name, CancellationToken ct)
    {
        if (PersonRules.RefuseName(name) is { } wrong) return wrong;
        await using var db = await dbs.OpenWideAsync(ct);
        var person = await db.Set<Person>().SingleOrDefaultAsync(p => p.Id == caller.Actor.Id, ct);
        if (person is null) return TenantsProblems.NoPerson;
        person.DisplayName = name.Trim();
        await AccessStamp.TouchAsync(db, person.Id, clock.GetUtcNow(), ct);
        if (await db.TrySaveAsync(TenantsProblems.NoPerson, ct) is { } taken) return taken;
        await actors.LookAsync(ct);
        return Done.It;
    }
}
