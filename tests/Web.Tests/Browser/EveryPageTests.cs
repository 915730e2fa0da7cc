using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using IoTConsole.Web.Tests.Running;
using Microsoft.Playwright;

namespace IoTConsole.Web.Tests.Browser;

/// <summary>Every page in light and dark, at three sizes: a picture of each, no complaint of the browser, no violation found by axe.</summary>
[Collection(BrowserTests.Name)]
public partial class EveryPageTests(Chromium chromium, FurnishedFixture fixture) : IClassFixture<FurnishedFixture>
{
    private static readonly (int Width, int Height)[] _screens = [(1440, 900), (1920, 1080), (390, 844)];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Is_readable_by_everyone_and_fits_every_screen(ColorScheme theme)
    {
        await using var visitor = await Visitor.ArriveAsync(chromium, fixture.Console, theme: theme);
        var faults = new List<string>();
        foreach (var (address, name) in Tour.Outside)
        {
            await visitor.Page.GotoAsync(address);
            await Assertions.Expect(visitor.Page.Locator("h1").First).ToBeVisibleAsync();
            await LookAsync(visitor, name, theme, faults);
        }

        await visitor.Page.SetViewportSizeAsync(1440, 900);
        await visitor.SignInAsync(fixture.Ours.Email("admin"), TwoEstates.Password);

        Assert.True(Tour.Addresses.Count >= 8, "The tour sees the pages."); // not blind
        foreach (var address in Tour.Addresses)
        {
            try
            {
                // The gallery shows what loading looks like, for ever.
                await visitor.OpenAsync(Tour.Fill(address, Things()), settles: address != "/gallery");
                await LookAsync(visitor, NameOf(address), theme, faults);
            }
            catch (PlaywrightException fault)
            {
                // The rest of the tour is still worth the walk.
                faults.Add($"{address}: {fault.Message}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Empty(visitor.Complaints);
        Assert.Empty(visitor.Strangers);
    }

    [Fact]
    public async Task Without_colour_every_state_is_told_and_rows_are_as_dense_as_is_chosen()
    {
        await using var visitor = await Visitor.ArriveAsync(chromium, fixture.Console);
        await visitor.SignInAsync(fixture.Ours.Email("admin"), TwoEstates.Password);
        await visitor.OpenAsync("/gallery", settles: false);
        await visitor.Page.AddStyleTagAsync(new() { Content = "html { filter: grayscale(1); }" });
        await visitor.KeepPictureAsync("gallery-grey", whole: true);

        var heights = new List<double>();
        foreach (var density in new[] { "compact", "comfortable", "spacious" })
            heights.Add(await visitor.Page.EvaluateAsync<double>("d => new Promise((done) => { document.documentElement.dataset.density = d; setTimeout(() => done(document.querySelector('.fleet-table tbody tr').getBoundingClientRect().height), 60); })", density));
        Assert.Equal(heights.Order(), heights);
        Assert.Equal(3, heights.Distinct().Count());
        await visitor.KeepPictureAsync("gallery-spacious");

        // One crosshair for all charts of the page.
        var plots = visitor.Page.Locator(".chart-plot");
        await plots.First.ScrollIntoViewIfNeededAsync();
        var box = (await plots.First.BoundingBoxAsync())!;
        await visitor.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + 100);
        await Assertions.Expect(visitor.Page.Locator(".chart-canvas").Nth(1)).ToHaveAttributeAsync("data-cursor", ATime());

        await visitor.Page.Locator("button.evidence").First.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator(".evidence-card").First).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator(".evidence-card").First).ToContainTextAsync("Rule");
        await visitor.KeepPictureAsync("gallery-evidence");
    }

    [Fact]
    public async Task Says_so_when_the_role_does_not_reach()
    {
        await using var visitor = await Visitor.ArriveAsync(chromium, fixture.Console);
        await visitor.SignInAsync(fixture.Ours.Email("executive"), TwoEstates.Password);

        await visitor.Page.GotoAsync("/audit");

        await Assertions.Expect(visitor.Page.Locator("h1").First).ToBeVisibleAsync();
        Assert.DoesNotContain("of Meridian changed", await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        await Assertions.Expect(visitor.Page.Locator("nav.rail").GetByRole(AriaRole.Link, new() { Name = "Audit" })).ToHaveCountAsync(0);
        await visitor.KeepPictureAsync("refused-light-1440");
    }

    [Fact]
    public async Task On_a_phone_the_menu_opens_by_a_button_and_leads_on()
    {
        await using var visitor = await Visitor.ArriveAsync(chromium, fixture.Console, 390, 844);
        await visitor.SignInAsync(fixture.Ours.Email("installer"), TwoEstates.Password);
        await visitor.SettledAsync();
        var devices = visitor.Page.Locator("nav.rail").GetByRole(AriaRole.Link, new() { Name = "Devices" });
        await Assertions.Expect(devices).Not.ToBeInViewportAsync();

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Menu", Exact = true }).ClickAsync();
        await devices.ClickAsync();

        await visitor.SettledAsync();
        Assert.EndsWith("/devices", new Uri(visitor.Page.Url).AbsolutePath, StringComparison.Ordinal);
        await Assertions.Expect(devices).Not.ToBeInViewportAsync();
        await visitor.KeepPictureAsync("phone-devices");
    }

    private Dictionary<string, string> Things() => new()
    {
        ["/devices/{Id:guid}"] = "/devices/" + fixture.Devices["air-1"],
        ["/system/refused/{Id:guid}"] = "/system/refused/" + fixture.Refused,
        ["/runs/{Id:guid}"] = "/runs/" + fixture.Run,
        ["/sites/{Id:guid}"] = "/sites/" + fixture.Ours.Sites["Harbour House"],
        ["/people/{Id:guid}"] = "/people/" + fixture.Ours.Person("operator"),
    };

    private static async Task LookAsync(Visitor visitor, string name, ColorScheme theme, List<string> faults)
    {
        foreach (var (width, height) in _screens)
        {
            await visitor.Page.SetViewportSizeAsync(width, height);
            var picture = $"{name}-{theme.ToString().ToLowerInvariant()}-{width}";
            await visitor.KeepPictureAsync(picture);
            if (theme == ColorScheme.Light && width != 1920 && await visitor.Page.EvaluateAsync<bool>("document.documentElement.scrollHeight > innerHeight + 40"))
                await visitor.KeepPictureAsync(picture + "-whole", whole: true);
            if (await visitor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > window.innerWidth + 1"))
                faults.Add($"{name} at {width} px scrolls sideways");
            if (width == 1920) continue;
            var seen = await visitor.Page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice") });
            Assert.NotEmpty(seen.Passes); // not blind
            faults.AddRange(seen.Violations.Select(v => $"{name} {theme} {width}: {v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(4).Select(n => n.Html[..Math.Min(160, n.Html.Length)]))}"));
        }

        // As wide as a screen of 1280 at 400 %: nothing but what is wide by nature scrolls sideways, and the page never.
        if (theme != ColorScheme.Light) return;
        await visitor.Page.SetViewportSizeAsync(320, 640);
        var wide = await visitor.Page.EvaluateAsync<string>("""
            async () => {
              // A chart is painted anew a frame after its width changed; a page that nobody draws has no frames.
              for (let frames = 0; frames < 120 && document.documentElement.scrollWidth > innerWidth + 1; frames++) await new Promise((next) => { requestAnimationFrame(next); setTimeout(next, 250); });
              if (document.documentElement.scrollWidth <= innerWidth + 1) return '';
              const clipped = (e) => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
              const out = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && e.offsetParent && !clipped(e));
              return out.slice(-3).map((e) => e.outerHTML.slice(0, 120)).join(' | ') || 'the page';
            }
            """);
        if (wide.Length > 0) faults.Add($"{name} at 320 px scrolls sideways: {wide}");
    }

    [GeneratedRegex(@"^\d+$", RegexOptions.None, 1000)]
    private static partial Regex ATime();

    private static string NameOf(string address) =>
        address.Trim('/') is { Length: > 0 } name ? name.Replace('/', '-').Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).Replace(":guid", "", StringComparison.Ordinal).ToLowerInvariant() : "overview";
}
