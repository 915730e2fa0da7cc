using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace IoTConsole.Tenants.Tests.People;

public class GrantTests
{
    [Fact]
    public async Task A_grant_is_inherited_downward_and_not_sideways_or_up()
    {
        await using var estates = await Estates.StartAsync();
        var nora = await estates.ActorOf("north");

        Assert.True(nora.Can(TenantsPermissions.SitesEdit, estates.Site("North/Harbour House/Floor 2/Zone A").Path));
        Assert.False(nora.Can(TenantsPermissions.SitesEdit, estates.Site("South").Path));
        Assert.False(nora.Can(TenantsPermissions.SitesEdit, estates.Ours.Root.Path));
    }

    [Fact]
    public async Task A_role_is_granted_heard_and_audited_and_not_twice()
    {
        await using var estates = await Estates.StartAsync();
        var heard = new List<Guid>();
        estates.Actors.AccessChanged += heard.Add;
        var ask = new GrantRole.Input(estates.PersonOf("operator"), Role.Installer, estates.Site("South/Mill").Id);

        Assert.Null((await GrantAsync(estates, "admin", ask)).Problem);
        var again = await GrantAsync(estates, "admin", ask);

        Assert.Equal("tenants.already-granted", again.Problem?.Code);
        Assert.Equal(2, (await estates.ActorOf("operator")).Grants.Count);
        Assert.Contains(ask.PersonId, heard);
        var audit = await estates.Console.LookAsync(db => db.Set<AuditRow>().SingleAsync(a => a.Operation == "GrantRole"));
        Assert.Equal(("Ada Admin", "Grant", estates.Site("South/Mill").Path), (audit.ActorName, audit.Subject, audit.SitePath));
    }

    [Fact]
    public async Task Nobody_grants_beyond_their_own_node_or_role()
    {
        await using var estates = await Estates.StartAsync();
        var otto = estates.PersonOf("operator");

        Assert.Equal("tenants.no-site", (await GrantAsync(estates, "north", new(otto, Role.Operator, estates.Site("South").Id))).Problem?.Code);
        Assert.Equal("tenants.no-site", (await GrantAsync(estates, "north", new(otto, Role.Operator, estates.Ours.Root.Id))).Problem?.Code);
        Assert.Equal("tenants.beyond-your-grants", (await GrantAsync(estates, "north", new(otto, Role.Administrator, estates.Site("North").Id))).Problem?.Code);
        Assert.Equal("tenants.beyond-your-grants", (await GrantAsync(estates, "north", new(otto, Role.Auditor, estates.Site("North").Id))).Problem?.Code);
        Assert.Equal("access.missing-permission", (await GrantAsync(estates, "operator", new(otto, Role.Analyst, estates.Site("North/Harbour House").Id))).Problem?.Code);
        Assert.Equal("tenants.keys-for-programs", (await GrantAsync(estates, "admin", new(otto, Role.ServiceAccount, estates.Site("North").Id))).Problem?.Code);
        Assert.Null((await GrantAsync(estates, "north", new(otto, Role.BuildingManager, estates.Site("North/Harbour House").Id))).Problem);
    }

    [Fact]
    public async Task Other_tenants_people_sites_and_grants_are_not_found()
    {
        await using var estates = await Estates.StartAsync();
        var (theirs, site) = (estates.PersonOf("operator", estates.Theirs), estates.Site("North"));
        var grant = await estates.Console.LookAsync(db => db.Set<Grant>().Where(g => g.PersonId == theirs).Select(g => g.Id).SingleAsync());

        Assert.Equal("tenants.no-person", (await GrantAsync(estates, "admin", new(theirs, Role.Operator, site.Id))).Problem?.Code);
        Assert.Equal("tenants.no-site", (await GrantAsync(estates, "admin", new(estates.PersonOf("operator"), Role.Operator, estates.Site("North", estates.Theirs).Id))).Problem?.Code);
        Assert.Equal("tenants.no-grant", (await RevokeAsync(estates, "admin", grant)).Problem?.Code);
        Assert.Equal("tenants.no-person", (await estates.AskAsync<BlockPerson, Result<Done>>("admin", b => b.RunAsync(theirs, default))).Problem?.Code);
        Assert.Equal("tenants.no-person", (await estates.AskAsync<UnblockPerson, Result<Done>>("admin", b => b.RunAsync(theirs, default))).Problem?.Code);
        Assert.Equal("tenants.no-person", (await estates.AskAsync<RenewInvitation, Result<InvitePerson.Invited>>("admin", b => b.RunAsync(theirs, default))).Problem?.Code);
        var listed = await estates.AskAsync<ListPeople, Result<List<ListPeople.Row>>>("admin", l => l.RunAsync(new(), default));
        Assert.Equal(3, listed.Value.Count);
        Assert.All(listed.Value, p => Assert.EndsWith("@ours.example", p.Email, StringComparison.Ordinal));
        Assert.Empty((await estates.AskAsync<ListPeople, Result<List<ListPeople.Row>>>("admin", l => l.RunAsync(new(Only: theirs), default))).Value);
    }

    [Fact]
    public async Task A_regional_manager_sees_the_people_of_the_region_only()
    {
        await using var estates = await Estates.StartAsync();

        var seen = await estates.AskAsync<ListPeople, Result<List<ListPeople.Row>>>("north", l => l.RunAsync(new(), default));

        Assert.Equal(["Nora North", "Otto Operator"], seen.Value.Select(p => p.DisplayName));
        Assert.Equal("Harbour House", seen.Value[1].Grants.Single().Where);
        Assert.Equal("tenants.no-person", (await estates.AskAsync<BlockPerson, Result<Done>>("north", b => b.RunAsync(estates.PersonOf("admin"), default))).Problem?.Code);
        Assert.Equal("access.missing-permission", (await estates.AskAsync<ListPeople, Result<List<ListPeople.Row>>>("operator", l => l.RunAsync(new(), default))).Problem?.Code);
    }

    [Fact]
    public async Task The_last_administrator_of_the_portfolio_is_kept()
    {
        await using var estates = await Estates.StartAsync();
        var (ada, nora) = (estates.PersonOf("admin"), estates.PersonOf("north"));
        var own = await GrantOf(estates, ada);
        Assert.Equal("tenants.last-administrator", (await RevokeAsync(estates, "admin", own)).Problem?.Code);

        await GrantAsync(estates, "admin", new(nora, Role.Administrator, estates.Ours.Root.Id));
        Assert.Equal("tenants.not-yourself", (await estates.AskAsync<BlockPerson, Result<Done>>("admin", b => b.RunAsync(ada, default))).Problem?.Code);
        Assert.Null((await estates.AskAsync<BlockPerson, Result<Done>>("admin", b => b.RunAsync(nora, default))).Problem);
        Assert.Equal("tenants.last-administrator", (await RevokeAsync(estates, "admin", own)).Problem?.Code);
        Assert.Null((await estates.AskAsync<UnblockPerson, Result<Done>>("admin", b => b.RunAsync(nora, default))).Problem);
        Assert.Null((await RevokeAsync(estates, "admin", own)).Problem);
    }

    [Fact]
    public async Task Two_administrators_who_revoke_each_other_at_once_do_not_both_succeed()
    {
        await using var estates = await Estates.StartAsync();
        var (ada, nora) = (estates.PersonOf("admin"), estates.PersonOf("north"));
        await GrantAsync(estates, "admin", new(nora, Role.Administrator, estates.Ours.Root.Id));
        await using var scope = estates.Console.As(await estates.ActorOf("north"));
        await using var slow = await scope.ServiceProvider.GetRequiredService<ConsoleDbs>().OpenAsync(default);
        var adas = await slow.Set<Grant>().SingleAsync(g => g.PersonId == ada);
        var checkedFirst = await scope.ServiceProvider.GetRequiredService<LastAdministrator>().IsAsync(slow, await slow.Set<Person>().SingleAsync(p => p.Id == ada), default);
        var noras = await estates.Console.LookAsync(db => db.Set<Grant>().SingleAsync(g => g.PersonId == nora && g.Role == Role.Administrator));

        Assert.Null((await RevokeAsync(estates, "admin", noras.Id)).Problem);
        slow.Remove(adas);
        var late = await slow.TrySaveAsync(TenantsProblems.NoGrant, default);

        Assert.False(checkedFirst);
        Assert.Equal(ProblemKind.Conflict, late?.Kind);
    }

    [Fact]
    public async Task A_revoked_grant_is_gone_at_once_here_and_heard_at_the_next_look_elsewhere()
    {
        await using var estates = await Estates.StartAsync();
        var otto = estates.PersonOf("operator");
        var elsewhere = new Actors(
            estates.Console.Services.GetRequiredService<IDbContextFactory<ConsoleDb>>(), estates.Console.Clock, NullLogger<Actors>.Instance);
        await elsewhere.LookAsync(default);
        var (here, there) = (new List<Guid>(), new List<Guid>());
        estates.Actors.AccessChanged += here.Add;
        elsewhere.AccessChanged += there.Add;

        Assert.Null((await RevokeAsync(estates, "north", await GrantOf(estates, otto))).Problem);

        Assert.Empty((await estates.ActorOf("operator")).Grants);
        Assert.Contains(otto, here);
        await elsewhere.LookAsync(default);
        await elsewhere.LookAsync(default);
        Assert.Equal([otto], there);
    }

    [Fact]
    public async Task A_blocked_person_is_nobody()
    {
        await using var estates = await Estates.StartAsync();
        var otto = estates.PersonOf("operator");

        Assert.Null((await estates.AskAsync<BlockPerson, Result<Done>>("north", b => b.RunAsync(otto, default))).Problem);

        Assert.Null(await estates.Actors.ForPersonAsync(otto, default));
        var audit = await estates.Console.LookAsync(db => db.Set<AuditRow>().SingleAsync(a => a.Operation == "BlockPerson"));
        Assert.Contains("\"Blocked\":false", audit.Before, StringComparison.Ordinal);
        Assert.Contains("\"Blocked\":true", audit.After, StringComparison.Ordinal);
        Assert.DoesNotContain((await estates.Console.LookAsync(db => db.Set<Person>().SingleAsync(p => p.Id == otto))).SecurityStamp!, audit.After, StringComparison.Ordinal);
    }

    private static Task<Guid> GrantOf(Estates e, Guid person) => e.Console.LookAsync(db => db.Set<Grant>().Where(g => g.PersonId == person).Select(g => g.Id).SingleAsync());

    private static Task<Result<Guid>> GrantAsync(Estates e, string who, GrantRole.Input ask) => e.AskAsync<GrantRole, Result<Guid>>(who, u => u.RunAsync(ask, default));

    private static Task<Result<Done>> RevokeAsync(Estates e, string who, Guid id) => e.AskAsync<RevokeGrant, Result<Done>>(who, u => u.RunAsync(id, default));
}
