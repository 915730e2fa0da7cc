using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.Sites;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Organisations;

internal sealed class OrganisationRegister(ConsoleDbs dbs, SiteDirectory directory, IPasswordHasher<Person> hasher, TimeProvider clock) : IOrganisations
{
    private const int AuditedOneByOne = 50;

    public Task<Result<CreatedOrganisation>> CreateAsync(OrganisationPlan plan, CancellationToken ct) => CreateAsync(plan, Actor.System(), ct);

    /// <param name="by">Whose name the audit rows carry; what they may do was decided before.</param>
    public async Task<Result<CreatedOrganisation>> CreateAsync(OrganisationPlan plan, Actor by, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(plan.Name) || plan.Name.Trim().Length > 120) return TenantsProblems.OrganisationName;
        var now = clock.GetUtcNow();
        var tenant = Guid.CreateVersion7(now);
        var planting = new SitePlanting(tenant, now);
        if (planting.Plant(plan.Portfolio) is { } tree) return tree;
        if (!plan.People.Any(p => p.Role == Role.Administrator && p.At is null)) return TenantsProblems.NeedsAdministrator;

        await using var db = await dbs.OpenAsAsync(new Actor(ActorKind.System, by.Id, by.Name, tenant, []), ct, nameof(CreateOrganisation));
        db.Add(new Organisation { TenantId = tenant, Name = plan.Name.Trim(), CreatedAt = now });
        db.Add(new SiteTreeStamp { TenantId = tenant, Stamp = Guid.CreateVersion7(now) });
        db.AddRange(planting.Sites);
        var people = new Dictionary<string, CreatedPerson>(StringComparer.Ordinal);
        foreach (var planned in plan.People)
            if (Enter(db, planned, planting, people, now) is { } refused) return refused;

        if (await EmailInUseAsync(people.Keys, ct)) return TenantsProblems.EmailTaken;
        if (planting.Sites.Count > AuditedOneByOne)
            db.AuditAsOne($"Created {plan.Name.Trim()} with {planting.Sites.Count} sites and {people.Count} people");

        // The only index at which two new organisations can meet is that of addresses.
        if (await db.TrySaveAsync(TenantsProblems.EmailTaken, ct) is { } taken) return taken;
        await directory.ReloadAsync(tenant, ct);
        return new CreatedOrganisation(tenant, directory.Root(tenant), people.Values.ToList());
    }

    public async Task<bool> AnyAsync(CancellationToken ct)
    {
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        return await db.Set<Organisation>().AnyAsync(ct);
    }

    public async Task<IReadOnlyList<OrganisationLine>> ListAsync(CancellationToken ct)
    {
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        return await db.Set<Organisation>().OrderBy(o => o.Name).ThenBy(o => o.TenantId)
            .Select(o => new OrganisationLine(
                o.TenantId, o.Name, o.CreatedAt, o.SuspendedAt,
                db.Set<Person>().Count(p => p.TenantId == o.TenantId), db.Set<Site>().Count(s => s.TenantId == o.TenantId)))
            .Take(500).ToListAsync(ct);
    }

    // One person may be planned several times: once for each grant.
    private Problem? Enter(ConsoleDb db, PersonPlan plan, SitePlanting planting, Dictionary<string, CreatedPerson> people, DateTimeOffset now)
    {
        if (PersonRules.RefuseEmail(plan.Email) is { } email) return email;
        if (PersonRules.RefuseName(plan.DisplayName) is { } name) return name;
        if (plan.Password is not null && PersonRules.RefusePassword(plan.Password, plan.Email) is { } password) return password;
        if (planting.Find(plan.At) is not { } site) return TenantsProblems.NoSiteNamed(plan.At ?? "");
        if (!people.TryGetValue(Person.Normal(plan.Email), out var created))
        {
            var person = Person.Enter(site.TenantId, plan.Email, plan.DisplayName, now);
            created = new CreatedPerson(person.Id, person.Email!, plan.Password ?? PersonRules.NewPassword());
            person.PasswordHash = hasher.HashPassword(person, created.Password);
            person.RunsThePlatform = plan.RunsThePlatform;
            people.Add(person.NormalizedEmail!, created);
            db.Add(person);
            db.Add(new AccessStamp { PersonId = person.Id, TenantId = site.TenantId, ChangedAt = now, Stamp = Guid.CreateVersion7(now) });
        }

        db.Add(Grant.Of(created.Id, plan.Role, site, now));
        return null;
    }

    private async Task<bool> EmailInUseAsync(IReadOnlyCollection<string> normal, CancellationToken ct)
    {
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        return await db.Set<Person>().AnyAsync(p => normal.Contains(p.NormalizedUserName), ct);
    }
}
