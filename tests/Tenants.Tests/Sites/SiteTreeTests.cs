using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Keys;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.Sites;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Tenants.Tests.Sites;

public class SiteTreeTests
{
    public static TheoryData<string> Engines => new(TestConsole.Engines());

    [Fact]
    public async Task A_site_is_added_named_in_the_directory_and_audited()
    {
        await using var estates = await Estates.StartAsync();
        var house = estates.Site("North/Harbour House");

        var added = await AddAsync(estates, "admin", new(house.Id, SiteKind.Floor, " Attic ", null, null, null));

        var attic = estates.Directory.Find(estates.Ours.TenantId, added.Value)!;
        Assert.Equal(("Attic", SiteKind.Floor), (attic.Name, attic.Kind));
        Assert.Matches($"^{house.Path}[a-z2-9]{{4}}/$", attic.Path);
        var audit = await estates.Console.LookAsync(db => db.Set<AuditRow>().SingleAsync(a => a.Operation == "AddSite"));
        Assert.Equal(("Added", "Site", "Attic", "Ada Admin", attic.Path), (audit.Kind, audit.Subject, audit.SubjectName, audit.ActorName, audit.SitePath));
        Assert.Null(audit.Before);
        Assert.Contains("Attic", audit.After, StringComparison.Ordinal);
        Assert.Contains(nameof(SiteChanged), await estates.Console.LookAsync(db => db.Set<OutboxRow>().Select(o => o.Type).SingleAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("operator", "North/Harbour House", "access.missing-permission")]
    [InlineData("north", "South/Mill", "tenants.no-site")]
    [InlineData("north", "", "tenants.no-site")]
    public async Task Adding_outside_role_or_scope_is_refused(string who, string where, string code)
    {
        await using var estates = await Estates.StartAsync();

        var refused = await AddAsync(estates, who, new(estates.Site(where).Id, SiteKind.Zone, "Z", null, null, null));

        Assert.Equal(code, refused.Problem?.Code);
    }

    [Fact]
    public async Task Another_tenants_site_is_not_found_for_every_verb()
    {
        await using var estates = await Estates.StartAsync();
        var foreign = estates.Site("North", estates.Theirs);
        var own = estates.Site("South");

        Assert.Equal("tenants.no-site", (await AddAsync(estates, "admin", new(foreign.Id, SiteKind.Zone, "Z", null, null, null))).Problem?.Code);
        Assert.Equal("tenants.no-site", (await EditAsync(estates, "admin", new(foreign.Id, 0, "Mine", null, null, null))).Problem?.Code);
        Assert.Equal("tenants.no-site", (await MoveAsync(estates, "admin", new(foreign.Id, 0, own.Id))).Problem?.Code);
        Assert.Equal("tenants.no-site", (await MoveAsync(estates, "admin", new(estates.Site("South/Mill").Id, 0, foreign.Id))).Problem?.Code);
        Assert.Equal("tenants.no-site", (await RemoveAsync(estates, "admin", foreign.Id)).Problem?.Code);
        Assert.Equal("tenants.no-site", (await estates.AskAsync<GetSite, Result<GetSite.Row>>("admin", g => g.RunAsync(foreign.Id, default))).Problem?.Code);
        Assert.Equal("tenants.no-site", (await ListAsync(estates, "admin", new(foreign.Id))).Problem?.Code);
        Assert.All((await ListAsync(estates, "admin", new())).Value, r => Assert.StartsWith(estates.Ours.Root.Path, r.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_holds_only_what_the_grants_and_the_scope_bar_leave()
    {
        await using var estates = await Estates.StartAsync();

        Assert.Equal(["North", "Harbour House", "Floor 2", "Zone A", "Floor 10"], (await ListAsync(estates, "north", new())).Value.Select(r => r.Name));
        Assert.Equal([0, 1, 2, 3, 2], (await ListAsync(estates, "north", new())).Value.Select(r => r.Depth));
        Assert.Equal(["Floor 2", "Zone A"], (await ListAsync(estates, "north", new(estates.Site("North/Harbour House/Floor 2").Id))).Value.Select(r => r.Name));
        await using var scope = estates.Console.As(await estates.ActorOf("admin"));
        var mill = estates.Site("South/Mill");
        scope.ServiceProvider.GetRequiredService<Caller>().Narrow(mill.Id, mill.Path);
        Assert.Equal(["Mill"], (await scope.ServiceProvider.GetRequiredService<ListSites>().RunAsync(new(), default)).Value.Select(r => r.Name));
    }

    [Fact]
    public async Task Of_two_people_who_edit_the_same_site_the_second_is_told()
    {
        await using var estates = await Estates.StartAsync();
        var north = estates.Site("North");
        Assert.Null((await EditAsync(estates, "admin", new(north.Id, 0, "Nord", "Europe/Oslo", null, null))).Problem);

        var late = await EditAsync(estates, "north", new(north.Id, 0, "Norden", null, null, null));

        Assert.Equal((ProblemKind.Conflict, "tenants.site-edited-meanwhile"), (late.Problem!.Kind, late.Problem.Code));
        Assert.Equal("Nord", estates.Directory.Find(estates.Ours.TenantId, north.Id)!.Name);
        var audit = await estates.Console.LookAsync(db => db.Set<AuditRow>().SingleAsync(a => a.Operation == "EditSite"));
        Assert.Contains("\"Name\":\"North\"", audit.Before, StringComparison.Ordinal);
        Assert.Contains("\"Name\":\"Nord\"", audit.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_saves_at_the_same_moment_the_database_lets_one_pass()
    {
        await using var estates = await Estates.StartAsync();
        var north = estates.Site("North");
        await using var scope = estates.Console.As(await estates.ActorOf("admin"));
        await using var slow = await scope.ServiceProvider.GetRequiredService<ConsoleDbs>().OpenAsync(default);
        var loaded = await slow.Set<Site>().SingleAsync(s => s.Id == north.Id);
        Assert.Null((await EditAsync(estates, "admin", new(north.Id, 0, "Nord", null, null, null))).Problem);

        (loaded.Name, loaded.Version) = ("Late", 1);
        var late = await slow.TrySaveAsync(TenantsProblems.NoSite, default);

        Assert.Equal(ProblemKind.Conflict, late?.Kind);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Moving_a_site_carries_everything_that_stands_below(string engine)
    {
        await using var estates = await Estates.StartAsync(engine);
        var (house, south) = (estates.Site("North/Harbour House"), estates.Site("South"));
        var floor = estates.Site("North/Harbour House/Floor 2");
        var key = await estates.AskAsync<CreateKey, Result<CreateKey.Created>>("admin", c => c.RunAsync(new("meter", Role.ServiceAccount, floor.Id, null), default));
        var heard = new List<Guid>();
        estates.Actors.AccessChanged += heard.Add;

        Assert.Null((await MoveAsync(estates, "admin", new(house.Id, 0, south.Id))).Problem);

        var moved = estates.Site("South/Harbour House/Floor 2/Zone A");
        Assert.StartsWith(south.Path, moved.Path, StringComparison.Ordinal);
        Assert.Empty(estates.Directory.Below(estates.Ours.TenantId, house.Path));
        Assert.Equal(south.Path + house.Path.Split('/')[^2] + "/", (await estates.ActorOf("operator")).Grants.Single().Path);
        Assert.StartsWith(south.Path, (await estates.Actors.ForKeyAsync(key.Value.Key, default))!.Grants.Single().Path, StringComparison.Ordinal);
        Assert.Equal(0, await estates.Console.LookAsync(db => db.Set<AuditRow>().CountAsync(a => a.SitePath.StartsWith(house.Path))));
        Assert.Equal(["Meridian", "North", "South", "Harbour House", "Floor 2", "Zone A", "Floor 10", "Mill"], (await ListAsync(estates, "admin", new())).Value.Select(r => r.Name));
        Assert.Contains(estates.PersonOf("operator"), heard);
        Assert.Equal("Harbour House", estates.Site("North/Harbour House", estates.Theirs).Name);
        Assert.Contains(nameof(SiteMoved), await estates.Console.LookAsync(db => db.Set<OutboxRow>().Select(o => o.Type).SingleAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_move_that_makes_no_sense_is_refused()
    {
        await using var estates = await Estates.StartAsync();
        var (north, house, south) = (estates.Site("North"), estates.Site("North/Harbour House"), estates.Site("South"));

        Assert.Equal("tenants.move-into-itself", (await MoveAsync(estates, "admin", new(north.Id, 0, house.Id))).Problem?.Code);
        Assert.Equal("tenants.wrong-level", (await MoveAsync(estates, "admin", new(north.Id, 0, south.Id))).Problem?.Code);
        Assert.Equal("tenants.root-stays", (await MoveAsync(estates, "admin", new(estates.Ours.Root.Id, 0, south.Id))).Problem?.Code);
        Assert.Equal("tenants.no-site", (await MoveAsync(estates, "north", new(house.Id, 0, south.Id))).Problem?.Code);
    }

    [Fact]
    public async Task Only_an_empty_site_is_removed()
    {
        await using var estates = await Estates.StartAsync();
        var (house, zone) = (estates.Site("North/Harbour House"), estates.Site("North/Harbour House/Floor 2/Zone A"));

        Assert.Contains("2 sites", (await RemoveAsync(estates, "admin", house.Id)).Problem?.Message, StringComparison.Ordinal);
        Assert.Equal("tenants.root-stays", (await RemoveAsync(estates, "admin", estates.Ours.Root.Id)).Problem?.Code);
        await estates.AskAsync<GrantRole, Result<Guid>>("admin", g => g.RunAsync(new(estates.PersonOf("operator"), Role.Installer, zone.Id), default));
        Assert.Contains("1 person's role", (await RemoveAsync(estates, "admin", zone.Id)).Problem?.Message, StringComparison.Ordinal);
        var tenth = estates.Site("North/Harbour House/Floor 10");
        Assert.Null((await RemoveAsync(estates, "admin", tenth.Id)).Problem);
        Assert.Null(estates.Directory.Find(estates.Ours.TenantId, tenth.Id));
    }

    [Fact]
    public async Task What_another_module_says_stands_there_keeps_a_site()
    {
        var console = await TestConsole.StartAsync(more: s => s.AddSingleton<ISiteOccupants>(new Twelve()));
        var made = await console.AskAsync<IOrganisations, Result<CreatedOrganisation>>(Actor.System(), o => o.CreateAsync(Estates.Plan("x"), default));
        await using var estates = new Estates(console, made.Value, made.Value);

        var refused = await RemoveAsync(estates, "admin", estates.Site("South/Mill").Id);

        Assert.Contains("12 devices", refused.Problem?.Message, StringComparison.Ordinal);
    }

    private sealed class Twelve : ISiteOccupants
    {
        public Task<string?> StandingAtAsync(Guid tenantId, string path, CancellationToken ct) => Task.FromResult<string?>("12 devices");
    }

    private static Task<Result<Guid>> AddAsync(Estates e, string who, AddSite.Input ask) => e.AskAsync<AddSite, Result<Guid>>(who, u => u.RunAsync(ask, default));

    private static Task<Result<Done>> EditAsync(Estates e, string who, EditSite.Input ask) => e.AskAsync<EditSite, Result<Done>>(who, u => u.RunAsync(ask, default));

    private static Task<Result<Done>> MoveAsync(Estates e, string who, MoveSite.Input ask) => e.AskAsync<MoveSite, Result<Done>>(who, u => u.RunAsync(ask, default));

    private static Task<Result<Done>> RemoveAsync(Estates e, string who, Guid id) => e.AskAsync<RemoveSite, Result<Done>>(who, u => u.RunAsync(id, default));

    private static Task<Result<List<ListSites.Row>>> ListAsync(Estates e, string who, ListSites.Input ask) =>
        e.AskAsync<ListSites, Result<List<ListSites.Row>>>(who, u => u.RunAsync(ask, default));
}
