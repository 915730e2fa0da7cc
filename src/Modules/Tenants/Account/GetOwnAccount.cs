using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Organisations;
using IoTConsole.Tenants.People;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Account;

/// <summary>What somebody may know about themselves, whatever their role.</summary>
internal sealed class GetOwnAccount(ConsoleDbs dbs, Caller caller, ISiteDirectory directory)
{
    /// <param name="Grants">Role and place in words.</param>
    internal sealed record Row(string DisplayName, string Email, string Organisation, bool SecondFactor, List<string> Grants);

    public async Task<Result<Row>> RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var person = await db.Set<Person>().Where(p => p.Id == caller.Actor.Id)
            .Select(p => new { p.DisplayName, p.Email, p.TwoFactorEnabled, p.TenantId }).SingleOrDefaultAsync(ct);
        if (person is null) return TenantsProblems.NoPerson;
        var organisation = await db.Set<Organisation>().Where(o => o.TenantId == person.TenantId).Select(o => o.Name).SingleAsync(ct);
        var grants = caller.Actor.Grants.Select(g => $"{RoleWords.Of(g.Role)} at {directory.NameOf(person.TenantId, g.Path)}").ToList();
        return new Row(person.DisplayName, person.Email!, organisation, person.TwoFactorEnabled, grants);
    }
}
