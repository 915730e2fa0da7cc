using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Organisations;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.SignIn;
using Microsoft.EntityFrameworkCore;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Tenants.Account;

/// <summary>What somebody may know about themselves, whatever their role.</summary>
internal sealed class GetOwnAccount(ConsoleDbs dbs, Caller caller, ISiteDirectory directory)
{
    /// <param name="Grants">Role and place in words.</param>
    internal sealed record Row(string DisplayName, string Email, string Organisation, bool SecondFactor, List<string> Grants)
    {
        public int Passkeys { get; init; }

        /// <summary>Recovery codes that were not used yet.</summary>
        public int CodesLeft { get; init; }
    }

    public async Task<Result<Row>> RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var person = await db.Set<Person>().Where(p => p.Id == caller.Actor.Id)
            .Select(p => new { p.DisplayName, p.Email, p.TwoFactorEnabled, p.TenantId, Passkeys = db.Set<Passkey>().Count(k => k.PersonId == p.Id), Codes = db.Set<PersonToken>().Where(t => t.UserId == p.Id && t.Name == "RecoveryCodes").Select(t => t.Value).FirstOrDefault() }).SingleOrDefaultAsync(ct);
        if (person is null) return TenantsProblems.NoPerson;
        var organisation = await db.Set<Organisation>().Where(o => o.TenantId == person.TenantId).Select(o => o.Name).SingleAsync(ct);
        var grants = caller.Actor.Grants.Select(g => T("{0} at {1}", RoleWords.Of(g.Role), directory.NameOf(person.TenantId, g.Path))).ToList();
        return new Row(person.DisplayName, person.Email!, organisation, person.TwoFactorEnabled, grants)
        {
            Passkeys = person.Passkeys,
            CodesLeft = person.TwoFactorEnabled && person.Codes is { Length: > 0 } codes ? codes.Split(';').Length : 0,
        };
    }
}
