using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.SignIn;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Account;

/// <summary>Where somebody is signed in: one's own for everybody, another person's for whoever may block them.</summary>
internal sealed class ListSessions(ConsoleDbs dbs, Caller caller, PeopleInSight sight, SessionRecords records)
{
    private const int Most = 100;

    /// <param name="This">The one that asks.</param>
    /// <param name="Open">Has a page of the console open now.</param>
    internal sealed record Row(Guid Id, string Device, string Address, DateTimeOffset SignedInAt, DateTimeOffset LastSeenAt, bool This, bool Open);

    /// <param name="personId">Null for one's own.</param>
    public async Task<Result<List<Row>>> RunAsync(Guid? personId, CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var whose = personId ?? caller.Actor.Id;
        if (whose != caller.Actor.Id)
        {
            if (caller.Refuses(TenantsPermissions.PeopleManage) is { } refused) return refused;
            if (await sight.Of(db).SingleOrDefaultAsync(p => p.Id == whose, ct) is not { } person) return TenantsProblems.NoPerson;
            if (await sight.RefusesWholeAsync(person, ct) is { } beyond) return beyond;
        }

        var rows = await db.Set<OpenSession>().AsNoTracking().Where(s => s.PersonId == whose).OrderByDescending(s => s.LastSeenAt).Take(Most).ToListAsync(ct);
        return rows.Select(s => new Row(s.Id, BrowserWords.Say(s.Browser, s.Platform), s.Address, s.SignedInAt, s.LastSeenAt, s.Id == caller.Session, records.IsOpen(s.Id)))
            .OrderByDescending(s => s.This).ToList();
    }
}
