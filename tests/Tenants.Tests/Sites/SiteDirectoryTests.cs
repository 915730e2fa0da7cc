using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Tenants.Sites;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Tenants.Tests.Sites;

public class SiteDirectoryTests
{
    [Fact]
    public async Task A_tree_is_walked_in_order_with_floor_2_before_floor_10()
    {
        await using var estates = await Estates.StartAsync();
        var (tenant, root) = (estates.Ours.TenantId, estates.Ours.Root);

        var names = estates.Directory.Below(tenant, root.Path).Select(n => n.Name);

        Assert.Equal(["Meridian", "North", "Harbour House", "Floor 2", "Zone A", "Floor 10", "South", "Mill"], names);
        var zone = estates.Site("North/Harbour House/Floor 2/Zone A");
        Assert.Equal(["Meridian", "North", "Harbour House", "Floor 2", "Zone A"], estates.Directory.Trail(tenant, zone.Path).Select(n => n.Name));
        Assert.Equal(["Floor 2", "Zone A"], estates.Directory.Below(tenant, estates.Site("North/Harbour House/Floor 2").Path).Select(n => n.Name));
        Assert.Equal("Harbour House › Floor 2 › Zone A", estates.Directory.NameOf(tenant, zone.Path));
        Assert.Equal("North", estates.Directory.NameOf(tenant, estates.Site("North").Path));
    }

    [Fact]
    public async Task A_time_zone_is_inherited_downward()
    {
        await using var estates = await Estates.StartAsync();
        var tenant = estates.Ours.TenantId;

        Assert.Equal("Europe/Madrid", estates.Directory.ZoneOf(tenant, estates.Site("North/Harbour House/Floor 2/Zone A").Path).Id);
        Assert.Equal("America/New_York", estates.Directory.ZoneOf(tenant, estates.Site("South/Mill").Path).Id);
        Assert.Equal("Europe/London", estates.Directory.ZoneOf(tenant, estates.Site("North").Path).Id);
        Assert.Equal("UTC", estates.Directory.ZoneOf(Guid.CreateVersion7(), "zzzz/").Id);
    }

    [Fact]
    public async Task One_organisation_never_finds_the_others_sites()
    {
        await using var estates = await Estates.StartAsync();
        var foreign = estates.Site("North", estates.Theirs);

        Assert.Null(estates.Directory.Find(estates.Ours.TenantId, foreign.Id));
        Assert.Null(estates.Directory.FindByPath(estates.Ours.TenantId, foreign.Path));
        Assert.Empty(estates.Directory.Below(estates.Ours.TenantId, foreign.Path));
        Assert.Throws<KeyNotFoundException>(() => estates.Directory.Root(Guid.CreateVersion7()));
    }

    [Fact]
    public async Task Another_node_notices_a_changed_tree_at_its_next_look()
    {
        await using var estates = await Estates.StartAsync();
        using var elsewhere = new SiteDirectory(
            estates.Console.Services.GetRequiredService<IDbContextFactory<ConsoleDb>>(), estates.Console.Services.GetRequiredService<LiveTopics>());
        await elsewhere.CatchUpAsync(CancellationToken.None);
        var north = estates.Site("North");

        await estates.AskAsync<EditSite, object>("admin", async edit => (await edit.RunAsync(new(north.Id, 0, "Nord", null, null, null), CancellationToken.None)).Value);
        Assert.Equal("North", elsewhere.Find(estates.Ours.TenantId, north.Id)!.Name);
        await elsewhere.CatchUpAsync(CancellationToken.None);

        Assert.Equal("Nord", elsewhere.Find(estates.Ours.TenantId, north.Id)!.Name);
        Assert.Equal("North", estates.Site("North", estates.Theirs).Name);
    }
}
