using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Organisations;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.People;

/// <summary>Somebody who can sign in must always administer the whole portfolio: otherwise nobody could ever grant anything again.</summary>
internal sealed class LastAdministrator(ISiteDirectory directory)
{
    /// <param name="db">The use case's context, wide, before the loss. The loss is marked in it when it is allowed.</param>
    public async Task<bool> IsAsync(ConsoleDb db, Person person, CancellationToken ct)
    {
        var root = directory.Root(person.TenantId);
        var administrators = db.Set<Grant>().Where(g => g.Role == Role.Administrator && g.SiteId == root.Id);
        if (person.Blocked || !await administrators.AnyAsync(g => g.PersonId == person.Id, ct)) return false;
        var others = await administrators.AnyAsync(
            g => g.PersonId != person.Id && db.Set<Person>().Any(p => p.Id == g.PersonId && !p.Blocked && p.PasswordHash != null), ct);
        if (!others) return true;

        // Two administrators who remove each other at the same moment both pass the check; this version lets one of them save.
        (await db.Set<Organisation>().SingleAsync(o => o.TenantId == person.TenantId, ct)).AdministratorsVersion++;
        return false;
    }
}
