using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.People;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Tests.Organisations;

public class OrganisationRegisterTests
{
    public static TheoryData<string> Engines => new(TestConsole.Engines());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_plan_becomes_a_tree_people_and_grants(string engine)
    {
        await using var estates = await Estates.StartAsync(engine);

        var house = estates.Site("North/Harbour House");
        Assert.StartsWith(estates.Ours.Root.Path, house.Path, StringComparison.Ordinal);
        Assert.Equal(3, estates.Ours.People.Count);
        var otto = await estates.ActorOf("operator");
        Assert.Equal((Role.Operator, house.Path), (otto.Grants.Single().Role, otto.Grants.Single().Path));
        Assert.Equal(estates.Ours.TenantId, otto.TenantId);
        Assert.NotEqual(estates.Ours.TenantId, estates.Theirs.TenantId);
    }

    [Fact]
    public async Task A_missing_password_is_generated_and_told_once()
    {
        await using var console = await TestConsole.StartAsync();
        var plan = Estates.Plan("x") with { People = [new("a@x.example", "A", Role.Administrator, null, null, true)] };

        var created = await CreateAsync(console, plan);

        var password = created.Value.People.Single().Password;
        Assert.Equal(19, password.Length);
        var stored = await console.LookAsync(db => db.Set<Person>().SingleAsync());
        Assert.True(stored.RunsThePlatform);
        Assert.DoesNotContain(password, stored.PasswordHash!, StringComparison.Ordinal);
        var audits = await console.LookAsync(db => db.Set<AuditRow>().ToListAsync());
        Assert.Contains(audits, a => a.Subject == "Person" && a.After!.Contains("\"PasswordHash\":\"\\u2022", StringComparison.Ordinal));
        Assert.All(audits, a => Assert.DoesNotContain(stored.PasswordHash!, a.After ?? "", StringComparison.Ordinal));
        Assert.All(audits, a => Assert.Equal(created.Value.TenantId, a.TenantId));
    }

    [Theory]
    [InlineData("tenants.building-needs-zone")]
    [InlineData("tenants.unknown-zone")]
    [InlineData("tenants.wrong-level")]
    [InlineData("tenants.coordinates")]
    [InlineData("tenants.same-name")]
    [InlineData("tenants.root-is-portfolio")]
    [InlineData("tenants.needs-administrator")]
    [InlineData("tenants.no-site-named")]
    [InlineData("tenants.password-length")]
    [InlineData("tenants.email")]
    [InlineData("tenants.email-taken")]
    public async Task A_plan_with_a_fault_is_refused_whole(string code)
    {
        await using var console = await TestConsole.StartAsync();
        await CreateAsync(console, Estates.Plan("taken"));
        var plan = Estates.Plan("fresh");
        SitePlan Root(params SitePlan[] children) => new(SiteKind.Portfolio, "P", null, null, null, children);
        var faulty = code switch
        {
            "tenants.building-needs-zone" => plan with { Portfolio = Root(new SitePlan(SiteKind.Building, "B", null, null, null, [])) },
            "tenants.unknown-zone" => plan with { Portfolio = Root(new SitePlan(SiteKind.Building, "B", "Mars/Olympus", null, null, [])) },
            "tenants.wrong-level" => plan with { Portfolio = Root(new SitePlan(SiteKind.Floor, "F", null, null, null, [new(SiteKind.Region, "R", null, null, null, [])])) },
            "tenants.coordinates" => plan with { Portfolio = Root(new SitePlan(SiteKind.Region, "R", null, 91, 0, [])) },
            "tenants.same-name" => plan with { Portfolio = Root(new(SiteKind.Region, "R", null, null, null, []), new(SiteKind.Region, "r", null, null, null, [])) },
            "tenants.root-is-portfolio" => plan with { Portfolio = new(SiteKind.Region, "R", null, null, null, []) },
            "tenants.needs-administrator" => plan with { People = plan.People.Skip(1).ToList() },
            "tenants.no-site-named" => plan with { People = [plan.People[0], plan.People[1] with { At = "North/Nowhere" }] },
            "tenants.password-length" => plan with { People = [plan.People[0] with { Password = "short" }] },
            "tenants.email" => plan with { People = [plan.People[0] with { Email = "nobody" }] },
            _ => Estates.Plan("TAKEN"),
        };

        var refused = await CreateAsync(console, faulty);

        Assert.Equal(code, refused.Problem?.Code);
        Assert.Equal(3, await console.LookAsync(db => db.Set<Person>().CountAsync()));
    }

    private static Task<Result<CreatedOrganisation>> CreateAsync(TestConsole console, OrganisationPlan plan) =>
        console.AskAsync<IOrganisations, Result<CreatedOrganisation>>(Actor.System(), o => o.CreateAsync(plan, CancellationToken.None));
}
