using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.People;

internal sealed class UnblockPerson(ConsoleDbs dbs, Caller caller, PeopleInSight sight, LiveTopics topics)
{
    public async Task<Result<Done>> RunAsync(Guid personId, CancellationToken ct)
    {
        if (caller.Refuses(TenantsPermissions.PeopleManage) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        var person = await sight.Of(db).SingleOrDefaultAsync(p => p.Id == personId, ct);
        if (person is null) return TenantsProblems.NoPerson;
        if (await sight.RefusesWholeAsync(person, ct) is { } beyond) return beyond;
        (person.Blocked, person.AccessFailedCount, person.LockoutEnd) = (false, 0, null);
        if (await db.TrySaveAsync(TenantsProblems.NoPerson, ct) is { } taken) return taken;
        topics.Announce($"people:{person.TenantId}");
        return Done.It;
    }
}
