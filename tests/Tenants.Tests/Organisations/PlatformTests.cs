using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Account;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Keys;
using IoTConsole.Tenants.Organisations;
using IoTConsole.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Tenants.Tests.Organisations;

public class PlatformTests
{
    private static readonly SetUpConsole.Input _entry = new(null, "First", "Europe/London", "Ada", "ada@first.example", "a long enough one");

    [Fact]
    public async Task The_setup_link_works_once()
    {
        await using var console = await TestConsole.StartAsync();
        var link = console.Services.GetRequiredService<ISetupLink>();
        var old = await link.IssueAsync(default);
        var token = await link.IssueAsync(default);
        Assert.Equal("tenants.setup-link-spent", (await SetUpAsync(console, _entry with { Token = old })).Problem?.Code);
        Assert.Equal("tenants.setup-link-spent", (await SetUpAsync(console, _entry)).Problem?.Code);
        Assert.Equal("tenants.password-length", (await SetUpAsync(console, _entry with { Token = token, Password = "short" })).Problem?.Code);

        var person = await SetUpAsync(console, _entry with { Token = token });

        var actor = await console.Services.GetRequiredService<IActors>().ForPersonAsync(person.Value, default);
        Assert.True(actor!.RunsThePlatform);
        Assert.Equal(Role.Administrator, actor.Grants.Single().Role);
        Assert.Equal("tenants.setup-link-spent", (await SetUpAsync(console, _entry with { Token = token, Email = "b@first.example" })).Problem?.Code);
        Assert.Null(await link.IssueAsync(default));
    }

    [Fact]
    public async Task Two_people_with_the_same_link_set_up_one_organisation()
    {
        await using var console = await TestConsole.StartAsync();
        var token = await console.Services.GetRequiredService<ISetupLink>().IssueAsync(default);

        var both = await Task.WhenAll(
            SetUpAsync(console, _entry with { Token = token }), SetUpAsync(console, _entry with { Token = token, Email = "b@first.example" }));

        Assert.Single(both, r => r.Succeeded);
    }

    [Fact]
    public async Task Whoever_runs_the_platform_creates_and_suspends_organisations_and_sees_counts_only()
    {
        await using var console = await TestConsole.StartAsync();
        var token = await console.Services.GetRequiredService<ISetupLink>().IssueAsync(default);
        var actors = console.Services.GetRequiredService<IActors>();
        var runner = (await actors.ForPersonAsync((await SetUpAsync(console, _entry with { Token = token })).Value, default))!;

        var created = (await console.AskAsync<CreateOrganisation, Result<CreateOrganisation.Created>>(
            runner, c => c.RunAsync(new("Second", "Europe/Oslo", "boss@second.example", "Boss"), default))).Value;

        var lines = (await console.AskAsync<ListOrganisations, Result<List<OrganisationLine>>>(runner, l => l.RunAsync(default))).Value;
        Assert.Equal([("First", 1, 1), ("Second", 1, 1)], lines.Select(l => (l.Name, l.People, l.Sites)));
        var directory = console.Services.GetRequiredService<ISiteDirectory>();
        Assert.False(runner.Can(TenantsPermissions.SitesView, "zzzz/"));
        Assert.DoesNotContain(runner.Grants, g => g.Path == directory.Root(created.TenantId).Path);
        Assert.Equal("tenants.not-your-own", (await SuspendAsync(console, runner, runner.TenantId!.Value, true)).Problem?.Code);
        Assert.Equal("tenants.no-organisation", (await SuspendAsync(console, runner, Guid.CreateVersion7(), true)).Problem?.Code);
    }

    [Fact]
    public async Task Nobody_of_a_suspended_organisation_is_let_in_and_all_are_again_after()
    {
        await using var estates = await Estates.StartAsync();
        var key = (await estates.AskAsync<CreateKey, Result<CreateKey.Created>>(
            "admin", c => c.RunAsync(new("k", Role.ServiceAccount, estates.Site("North").Id, null), default))).Value.Key;
        var runner = TestConsole.Person(estates.Theirs.TenantId) with { RunsThePlatform = true };
        var heard = new List<Guid>();
        estates.Actors.AccessChanged += heard.Add;

        Assert.Null((await SuspendAsync(estates.Console, runner, estates.Ours.TenantId, true)).Problem);

        Assert.Null(await estates.Actors.ForPersonAsync(estates.PersonOf("admin"), default));
        Assert.Null(await estates.Actors.ForKeyAsync(key, default));
        Assert.NotNull(await estates.Actors.ForPersonAsync(estates.PersonOf("admin", estates.Theirs), default));
        Assert.Contains(estates.PersonOf("operator"), heard);
        await SuspendAsync(estates.Console, runner, estates.Ours.TenantId, false);
        Assert.NotNull(await estates.Actors.ForKeyAsync(key, default));
    }

    [Fact]
    public async Task An_administrator_does_not_run_the_platform()
    {
        await using var estates = await Estates.StartAsync();

        Assert.Equal("tenants.not-the-platform", (await estates.AskAsync<ListOrganisations, Result<List<OrganisationLine>>>("admin", l => l.RunAsync(default))).Problem?.Code);
        Assert.Equal("tenants.not-the-platform", (await estates.AskAsync<CreateOrganisation, Result<CreateOrganisation.Created>>(
            "admin", c => c.RunAsync(new("X", "UTC", "x@x.example", "X"), default))).Problem?.Code);
        Assert.Equal("tenants.not-the-platform", (await SuspendAsync(estates.Console, await estates.ActorOf("admin"), estates.Theirs.TenantId, true)).Problem?.Code);
    }

    private static Task<Result<Guid>> SetUpAsync(TestConsole console, SetUpConsole.Input ask) =>
        console.AskAsync<SetUpConsole, Result<Guid>>(Actor.System(), s => s.RunAsync(ask, default));

    private static Task<Result<Done>> SuspendAsync(TestConsole console, Actor by, Guid tenant, bool suspended) =>
        console.AskAsync<SuspendOrganisation, Result<Done>>(by, s => s.RunAsync(new(tenant, suspended), default));
}
