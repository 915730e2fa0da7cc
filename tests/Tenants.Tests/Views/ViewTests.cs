using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Views;
using IoTConsole.Testing;

namespace IoTConsole.Tenants.Tests.Views;

public class ViewTests
{
    public static TheoryData<string> Engines => new(TestConsole.Engines());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_view_is_saved_renamed_overwritten_made_the_default_and_removed(string engine)
    {
        await using var estates = await Estates.StartAsync(engine);
        var id = (await SaveAsync(estates, "operator", new(null, "devices", " Roof ", "https://c.example/devices?sort=-name&q=tag:roof&page=4&open=1&view=2&density="))).Value;

        var saved = Assert.Single(await ListAsync(estates, "operator"));
        Assert.Equal(("Roof", "q=tag%3Aroof&sort=-name", (Role?)null, true, false), (saved.Name, saved.Query, saved.SharedWith, saved.Own, saved.IsDefault));
        Assert.Equal("tenants.view-taken", (await SaveAsync(estates, "operator", new(null, "devices", "Roof", "q=x"))).Problem?.Code);
        Assert.Null((await SaveAsync(estates, "operator", new(null, "sites", "Roof", "q=x"))).Problem);

        Assert.Equal(id, (await SaveAsync(estates, "operator", new(id, "devices", "Attic", "?q=tag:attic"))).Value);
        Assert.Null((await ChooseAsync(estates, "operator", id)).Problem);
        var changed = Assert.Single(await ListAsync(estates, "operator"));
        Assert.Equal(("Attic", "q=tag%3Aattic", true), (changed.Name, changed.Query, changed.IsDefault));

        Assert.Null((await ChooseAsync(estates, "operator", null)).Problem);
        Assert.False((await ListAsync(estates, "operator"))[0].IsDefault);
        Assert.Null((await ChooseAsync(estates, "operator", id)).Problem);
        Assert.Null((await RemoveAsync(estates, "operator", id)).Problem);
        Assert.Empty(await ListAsync(estates, "operator"));
    }

    [Fact]
    public async Task A_view_is_seen_by_its_maker_and_by_the_role_it_is_shared_with_and_changed_by_its_maker_alone()
    {
        await using var estates = await Estates.StartAsync();
        await SaveAsync(estates, "admin", new(null, "devices", "Mine", "q=x"));
        var shared = (await SaveAsync(estates, "admin", new(null, "devices", "For operators", "q=y", Role.Operator))).Value;

        var seen = Assert.Single(await ListAsync(estates, "operator"));
        Assert.Equal((shared, false), (seen.Id, seen.Own));
        Assert.Empty(await ListAsync(estates, "north"));
        Assert.Null((await ChooseAsync(estates, "operator", shared)).Problem);
        Assert.Equal("tenants.no-view", (await ChooseAsync(estates, "north", shared)).Problem?.Code);
        Assert.Equal("tenants.no-view", (await SaveAsync(estates, "operator", new(shared, "devices", "Taken", "q=z"))).Problem?.Code);
        Assert.Equal("tenants.no-view", (await RemoveAsync(estates, "operator", shared)).Problem?.Code);
    }

    [Fact]
    public async Task Another_organisation_knows_nothing_of_it()
    {
        await using var estates = await Estates.StartAsync();
        var shared = (await SaveAsync(estates, "admin", new(null, "devices", "Shared", "q=y", Role.Administrator))).Value;

        Assert.Empty(await ListAsync(estates, "admin", estates.Theirs));
        Assert.Equal("tenants.no-view", (await RemoveAsync(estates, "admin", shared, estates.Theirs)).Problem?.Code);
        Assert.Equal("tenants.no-view", (await ChooseAsync(estates, "admin", shared, estates.Theirs)).Problem?.Code);
        Assert.Equal("tenants.no-view", (await SaveAsync(estates, "admin", new(shared, "devices", "x", ""), estates.Theirs)).Problem?.Code);
    }

    [Fact]
    public async Task Names_addresses_and_roles_are_held_to_their_limits()
    {
        await using var estates = await Estates.StartAsync();

        Assert.Equal("tenants.view-name", (await SaveAsync(estates, "admin", new(null, "devices", " ", "q=x"))).Problem?.Code);
        Assert.Equal("tenants.view-name", (await SaveAsync(estates, "admin", new(null, "devices", new string('x', 81), "q=x"))).Problem?.Code);
        Assert.Equal("tenants.view-query", (await SaveAsync(estates, "admin", new(null, "devices", "x", "q=" + new string('x', 2000)))).Problem?.Code);
        Assert.Equal("tenants.view-query", (await SaveAsync(estates, "admin", new(null, "//elsewhere.example", "x", "q=x"))).Problem?.Code);
        Assert.Equal("tenants.view-query", (await SaveAsync(estates, "admin", new(null, "devices", "x", "q=x", (Role)99))).Problem?.Code);
    }

    private static Task<Result<Guid>> SaveAsync(Estates e, string who, SaveView.Input ask, CreatedOrganisation? of = null) =>
        e.AskAsync<SaveView, Result<Guid>>(who, u => u.RunAsync(ask, default), of);

    private static Task<Result<Done>> RemoveAsync(Estates e, string who, Guid id, CreatedOrganisation? of = null) =>
        e.AskAsync<RemoveView, Result<Done>>(who, u => u.RunAsync(id, default), of);

    private static Task<Result<Done>> ChooseAsync(Estates e, string who, Guid? id, CreatedOrganisation? of = null) =>
        e.AskAsync<ChooseDefaultView, Result<Done>>(who, u => u.RunAsync(new("devices", id), default), of);

    private static async Task<IReadOnlyList<ListViews.Row>> ListAsync(Estates e, string who, CreatedOrganisation? of = null) =>
        (await e.AskAsync<ListViews, Result<IReadOnlyList<ListViews.Row>>>(who, u => u.RunAsync("devices", default), of)).Value;
}
