using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Palette;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Directory;

public class DevicesInPaletteTests
{
    private static Task<IReadOnlyList<PaletteHit>> FindAsync(Estate estate, Actor actor, string typed) =>
        estate.AskAsync<PaletteAnswers, IReadOnlyList<PaletteHit>>(actor, async answers =>
            (await answers.FindAsync(typed, default)).SelectMany(g => g.Hits).ToList());

    [Fact]
    public async Task A_device_is_found_by_serial_id_and_name_with_a_slip_too_and_under_its_new_name_at_once()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("climate-104");

        foreach (var typed in new[] { "SN-climate-104", "climate-104", "sensor climate-104", "cliamte-104" })
            Assert.Contains(await FindAsync(estate, estate.Admin, typed), h => h.Href == $"/devices/{id}");

        var second = await estate.RegisterAsync("climate-105");
        Assert.Equal($"/devices/{second}", (await FindAsync(estate, estate.Admin, "climate-105"))[0].Href);
    }

    [Fact]
    public async Task Neither_another_organisation_nor_another_part_of_the_portfolio_is_shown_or_recalled()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("climate-104");

        Assert.DoesNotContain(await FindAsync(estate, estate.TheirAdmin, "climate-104"), h => h.Href.Contains(id.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain(await FindAsync(estate, estate.MillManager, "climate-104"), h => h.Href.Contains(id.ToString(), StringComparison.Ordinal));
        foreach (var (actor, recalled) in new[] { (estate.Admin, 1), (estate.TheirAdmin, 0), (estate.MillManager, 0) })
            Assert.Equal(recalled, await estate.AskAsync<PaletteAnswers, int>(actor, async a => (await a.RecallAsync([$"device:{id}"], default)).Count));
    }

    [Fact]
    public async Task Registering_is_offered_only_to_whom_it_is_permitted()
    {
        await using var estate = await Estate.StartAsync();

        Assert.Contains(await FindAsync(estate, estate.Admin, "register"), h => h.Href == "/devices?do=register");
        Assert.DoesNotContain(await FindAsync(estate, estate.As(Role.Executive, ""), "register"), h => h.Href == "/devices?do=register");
        Assert.Equal(0, await estate.AskAsync<PaletteAnswers, int>(estate.As(Role.Executive, ""), async a => (await a.RecallAsync(["action:register-device"], default)).Count));
    }

    [Fact]
    public async Task The_scope_bar_narrows_what_is_found()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("climate-104");
        await using var scope = estate.Console.As(estate.Admin);
        var mill = estate.Site("Mill");
        scope.ServiceProvider.GetRequiredService<Caller>().Narrow(mill.Id, mill.Path);

        var found = await scope.ServiceProvider.GetRequiredService<PaletteAnswers>().FindAsync("climate-104", default);

        Assert.DoesNotContain(found.SelectMany(g => g.Hits), h => h.Href.Contains(id.ToString(), StringComparison.Ordinal));
    }
}
