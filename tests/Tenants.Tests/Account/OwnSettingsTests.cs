using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Tenants.Account;
using IoTConsole.Tenants.Tests.SignIn;

namespace IoTConsole.Tenants.Tests.Account;

public class OwnSettingsTests
{
    [Fact]
    public async Task What_is_chosen_stays_and_is_nobody_elses()
    {
        await using var estates = await Estates.StartAsync();
        Assert.Equal(new(null, "system", "comfortable", TimesOf.Place, null), await ReadAsync(estates, "operator"));

        Assert.Null((await ChangeAsync(estates, new(Theme: "dark", TimeZone: "Asia/Tokyo"))).Problem);
        Assert.Null((await ChangeAsync(estates, new(Language: "de", Density: "compact", Times: TimesOf.Own))).Problem);

        Assert.Equal(new("de", "dark", "compact", TimesOf.Own, "Asia/Tokyo"), await ReadAsync(estates, "operator"));
        Assert.Equal("system", (await ReadAsync(estates, "admin")).Theme);
        Assert.Equal("system", (await estates.AskAsync<GetOwnSettings, GetOwnSettings.Row>("operator", g => g.RunAsync(default), estates.Theirs)).Theme);
    }

    [Theory]
    [InlineData("xx", null, null, null, "tenants.no-language")]
    [InlineData(null, "neon", null, null, "tenants.no-such-look")]
    [InlineData(null, null, "tiny", null, "tenants.no-such-look")]
    [InlineData(null, null, null, "Mars/Olympus", "tenants.unknown-zone")]
    public async Task What_there_is_not_is_refused(string? language, string? theme, string? density, string? zone, string code)
    {
        await using var estates = await Estates.StartAsync();

        Assert.Equal(code, (await ChangeAsync(estates, new(language, theme, density, null, zone))).Problem?.Code);
        Assert.Equal(new(null, "system", "comfortable", TimesOf.Place, null), await ReadAsync(estates, "operator"));
    }

    [Fact]
    public async Task News_is_told_until_it_is_silenced()
    {
        await using var estates = await Estates.StartAsync();

        Assert.Equal("tenants.no-such-notice", (await ChangeAsync(estates, new(Silent: ["gossip"]))).Problem?.Code);
        Assert.Equal("", (await ReadAsync(estates, "operator")).Silent);
        Assert.Equal("work", (await ChangeAsync(estates, new(Silent: ["work", "work"]))).Value.Silent);
        Assert.Equal("work", (await ChangeAsync(estates, new(Theme: "dark"))).Value.Silent);
        Assert.Equal(("work", ""), ((await ReadAsync(estates, "operator")).Silent, (await ReadAsync(estates, "admin")).Silent));
        Assert.Equal("", (await ChangeAsync(estates, new(Silent: []))).Value.Silent);
    }

    [Fact]
    public async Task Times_by_a_clock_of_ones_own_need_a_zone()
    {
        await using var estates = await Estates.StartAsync();

        Assert.Equal("tenants.own-zone-needed", (await ChangeAsync(estates, new(Times: TimesOf.Own))).Problem?.Code);
        Assert.Null((await ChangeAsync(estates, new(Times: TimesOf.Own, TimeZone: "Europe/Berlin"))).Problem);
        Assert.Equal("tenants.own-zone-needed", (await ChangeAsync(estates, new(TimeZone: " "))).Problem?.Code);
    }

    [Fact]
    public async Task The_browser_is_told_when_it_is_chosen_and_every_other_one_at_sign_in()
    {
        await using var door = await Door.OpenAsync();
        using var otto = await door.SignedInAsync("operator");

        using var kept = await otto.SubmitAsync("/account", "look", new() { ["Look.Language"] = "de", ["Look.Theme"] = "dark", ["Look.Density"] = "compact", ["Look.Times"] = "Utc", ["Look.TimeZone"] = "" });
        Assert.Equal("/account?saved=look", kept.Target());
        using var elsewhere = await door.SignedInAsync("operator");
        using var neighbour = await door.SignedInAsync("admin");

        Assert.Equal("work", (await door.AskAsync<GetOwnSettings, GetOwnSettings.Row>("operator", g => g.RunAsync(default))).Silent);
        foreach (var visitor in new[] { otto, elsewhere })
            Assert.Equal(("dark.compact", "c=de|uic=de"), (visitor.Cookie("console.look"), Uri.UnescapeDataString(visitor.Cookie(".AspNetCore.Culture") ?? "")));
        Assert.Equal(("system.comfortable", null), (neighbour.Cookie("console.look"), neighbour.Cookie(".AspNetCore.Culture")));
        using var told = await otto.SubmitAsync("/account", "look", new() { ["Look.Language"] = "de", ["Look.Theme"] = "dark", ["Look.Density"] = "compact", ["Look.Times"] = "Utc", ["told"] = "work" });
        Assert.Equal("", (await door.AskAsync<GetOwnSettings, GetOwnSettings.Row>("operator", g => g.RunAsync(default))).Silent);
        using var wrong = await otto.SubmitAsync("/account", "look", new() { ["Look.Language"] = "de", ["Look.Theme"] = "dark", ["Look.Density"] = "compact", ["Look.Times"] = "Own", ["Look.TimeZone"] = "Nowhere" });
        Assert.Contains("Nowhere", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<GetOwnSettings.Row> ReadAsync(Estates estates, string who) => estates.AskAsync<GetOwnSettings, GetOwnSettings.Row>(who, g => g.RunAsync(default));

    private static Task<Result<GetOwnSettings.Row>> ChangeAsync(Estates estates, ChangeOwnSettings.Input ask) =>
        estates.AskAsync<ChangeOwnSettings, Result<GetOwnSettings.Row>>("operator", c => c.RunAsync(ask, default));
}
