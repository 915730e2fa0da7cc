using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.People;

/// <summary>Whom a caller sees, and whom they may change.</summary>
internal sealed class PeopleInSight(Caller caller, GrantReach reach, ConsoleDbs dbs)
{
    /// <summary>Everybody from the root; from elsewhere those who hold a role at or below a place where the caller may see people.</summary>
    /// <param name="wide">Whether the context was opened ignoring the scope bar.</param>
    public IQueryable<Person> Of(ConsoleDb db, bool wide = true)
    {
        var places = Places();
        var everybody = (wide || caller.Narrowed is null) && places.Any(p => p.Count(c => c == '/') <= 1);
        return everybody
            ? db.Set<Person>()
            : db.Set<Person>().Where(p => db.Set<Grant>().Any(g => g.PersonId == p.Id && places.Any(w => g.SitePath.StartsWith(w))));
    }

    public string[] Places() => caller.Actor.IsSystem
        ? [""]
        : caller.Actor.Grants.Where(g => TenantsPermissions.PeopleView.IsHeldBy(g.Role)).Select(g => g.Path).Distinct().ToArray();

    /// <summary>Blocking and new links reach everything a person holds, also out of the caller's sight: all of it must be within reach.</summary>
    public async Task<Problem?> RefusesWholeAsync(Person person, CancellationToken ct)
    {
        if (person.RunsThePlatform && !caller.Actor.RunsThePlatform) return TenantsProblems.BeyondYou(person.DisplayName);
        await using var all = await dbs.OpenAsAsync(Actor.SystemFor(person.TenantId), ct);
        var held = await all.Set<Grant>().Where(g => g.PersonId == person.Id).Select(g => new { g.Role, g.SitePath }).ToListAsync(ct);
        if (held.Count == 0) return caller.Actor.Can(TenantsPermissions.PeopleManage) ? null : TenantsProblems.BeyondYou(person.DisplayName);
        return held.TrueForAll(g => reach.Covers(caller.Actor, TenantsPermissions.PeopleManage, g.Role, g.SitePath))
            ? null
            : TenantsProblems.BeyondYou(person.DisplayName);
    }
}
