using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Palette;
using IoTConsole.Testing;

namespace IoTConsole.Tenants.Tests.People;

/// <summary>What the command palette finds of sites, people and organisations, and for whom.</summary>
public class PaletteTests
{
    private static async Task<List<string>> FindAsync(Estates estates, Actor actor, string typed, string kind) =>
        await estates.Console.AskAsync<PaletteAnswers, List<string>>(actor, async answers =>
            (await answers.FindAsync(typed, default)).Where(g => g.Source.Kind == kind).SelectMany(g => g.Hits).Select(h => h.Href).ToList());

    [Fact]
    public async Task Sites_are_found_by_their_own_and_their_buildings_name_within_the_grants()
    {
        await using var estates = await Estates.StartAsync();
        var (zone, mill) = (estates.Site("North/Harbour House/Floor 2/Zone A"), estates.Site("South/Mill"));
        var admin = TestConsole.Person(estates.Ours.TenantId, (Role.Administrator, estates.Ours.Root.Path));
        var north = TestConsole.Person(estates.Ours.TenantId, (Role.RegionalManager, estates.Site("North").Path));

        Assert.Equal($"/sites/{zone.Id}", (await FindAsync(estates, admin, "zone a", "site"))[0]);
        Assert.Contains($"/sites/{zone.Id}", await FindAsync(estates, admin, "harbuor zone", "site"));
        Assert.Equal([$"/sites/{mill.Id}"], await FindAsync(estates, admin, "mill", "site"));
        Assert.Empty(await FindAsync(estates, north, "mill", "site"));
        Assert.DoesNotContain($"/sites/{estates.Site("South/Mill", estates.Theirs).Id}", await FindAsync(estates, admin, "mill", "site"));
    }

    [Fact]
    public async Task People_are_found_by_name_and_address_by_whoever_may_see_them()
    {
        await using var estates = await Estates.StartAsync();
        var admin = TestConsole.Person(estates.Ours.TenantId, (Role.Administrator, estates.Ours.Root.Path));
        var mill = TestConsole.Person(estates.Ours.TenantId, (Role.BuildingManager, estates.Site("South/Mill").Path));
        var operating = TestConsole.Person(estates.Ours.TenantId, (Role.Operator, estates.Ours.Root.Path));
        var otto = $"/people/{estates.PersonOf("operator")}";

        Assert.Equal([otto], await FindAsync(estates, admin, "otto", "person"));
        Assert.Contains(otto, await FindAsync(estates, admin, "operatr@ours", "person"));
        Assert.DoesNotContain($"/people/{estates.PersonOf("operator", estates.Theirs)}", await FindAsync(estates, admin, "otto", "person"));
        Assert.Empty(await FindAsync(estates, mill, "otto", "person"));
        Assert.Empty(await FindAsync(estates, operating, "otto", "person"));
    }

    [Fact]
    public async Task Organisations_only_for_whoever_runs_the_platform()
    {
        await using var estates = await Estates.StartAsync();
        var admin = TestConsole.Person(estates.Ours.TenantId, (Role.Administrator, estates.Ours.Root.Path));

        Assert.Empty(await FindAsync(estates, admin, "meridian", "organisation"));
        Assert.Equal(2, (await FindAsync(estates, admin with { RunsThePlatform = true }, "meridian", "organisation")).Count);
    }
}
