using System.Globalization;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using IoTConsole.Web.Tests.Running;
using Microsoft.Playwright;

namespace IoTConsole.Web.Tests.Browser;

/// <summary>A chart under real hands: crosshair, keys, wheel, drag, two fingers, comparison, files; and that it asks for no more than its pixels.</summary>
[Collection(BrowserTests.Name)]
public partial class ChartTests(Chromium chromium, FurnishedFixture fixture) : IClassFixture<FurnishedFixture>
{
    [Fact]
    public async Task A_chart_is_read_zoomed_panned_compared_and_saved()
    {
        await using var visitor = await Visitor.ArriveAsync(chromium, fixture.Console);
        await visitor.SignInAsync(fixture.Ours.Email("admin"), TwoEstates.Password);
        await visitor.OpenAsync("/explore?range=6h&lines=air-1~temperature,air-2~temperature,air-1~humidity");
        var (page, chart) = (visitor.Page, visitor.Page.Locator(".chart-canvas"));
        var (plot, tip) = (chart.Locator(".chart-plot"), chart.Locator(".chart-tip"));
        await visitor.KeepPictureAsync("explore-two-units");
        Assert.InRange(await NumberAsync(chart, "points"), 10, await NumberAsync(chart, "pixels"));

        // Mouse: the crosshair tells values; the right end is the newest.
        var box = (await plot.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width - 60, box.Y + (box.Height / 2));
        await Assertions.Expect(tip).ToHaveTextAsync(AFigure());
        await visitor.KeepPictureAsync("explore-crosshair");

        // Wheel with Ctrl zooms about the pointer and asks the server, drag pans; without Ctrl the page scrolls.
        var whole = await SpanAsync(chart);
        await page.Keyboard.DownAsync("Control");
        await page.Mouse.WheelAsync(0, -300);
        await page.Keyboard.UpAsync("Control");
        await AnsweredAsync(page, chart, url => url.Contains("from=", StringComparison.Ordinal));
        var zoomed = await SpanAsync(chart);
        Assert.InRange(zoomed.To - zoomed.From, 60_000, (whole.To - whole.From) * 0.6);
        var before = page.Url;
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + box.Width - 360, box.Y + 90, new() { Steps = 4 });
        await page.Mouse.MoveAsync(box.X + box.Width - 260, box.Y + 90, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await AnsweredAsync(page, chart, url => url != before);
        var panned = await SpanAsync(chart);
        Assert.InRange(panned.To - panned.From, zoomed.To - zoomed.From - 2500, zoomed.To - zoomed.From + 2500);

        // Keys: walk, zoom, pan, back; what is under the crosshair is said aloud.
        await plot.FocusAsync();
        await page.Keyboard.PressAsync("0");
        await AnsweredAsync(page, chart, url => !url.Contains("from=", StringComparison.Ordinal));
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(chart.Locator("[aria-live]")).ToHaveTextAsync(AFigure());
        var last = await tip.TextContentAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(tip).Not.ToHaveTextAsync(last!);
        await page.Keyboard.PressAsync("+");
        await AnsweredAsync(page, chart, url => url.Contains("from=", StringComparison.Ordinal));
        before = page.Url;
        await page.Keyboard.PressAsync("Shift+ArrowLeft");
        await AnsweredAsync(page, chart, url => url != before);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(tip).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#console-keys")).ToContainTextAsync("In a chart: zoom in and out");
        await page.Keyboard.PressAsync("Escape");
        await plot.FocusAsync();
        await page.Keyboard.PressAsync("0");
        await AnsweredAsync(page, chart, url => !url.Contains("from=", StringComparison.Ordinal));
        await page.WaitForFunctionAsync("() => { const d = document.querySelector('.chart-canvas').dataset; return d.painted && d.to - d.from > 6 * 3600e3 - 5000; }");

        // A narrower chart asks for fewer points.
        var points = await NumberAsync(chart, "points");
        await page.SetViewportSizeAsync(390, 844);
        await Assertions.Expect(chart).ToHaveAttributeAsync("data-pixels", new Regex(@"^[12]\d\d$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.WaitForFunctionAsync("() => { const d = document.querySelector('.chart-canvas').dataset; return d.painted && Number(d.points) <= 350; }");
        Assert.True(await NumberAsync(chart, "points") <= points);
        await visitor.KeepPictureAsync("explore-phone");
        await page.SetViewportSizeAsync(1440, 900);

        await page.GetByLabel("Compare with").SelectOptionAsync("yesterday");
        await Assertions.Expect(page.Locator(".chart-legend .chart-dot-ghost")).ToHaveCountAsync(3);
        await page.Locator(".range-bar select").Nth(1).SelectOptionAsync("line");
        await page.WaitForURLAsync(url => url.Contains("charts=line", StringComparison.Ordinal));
        await visitor.SettledAsync();
        await visitor.KeepPictureAsync("explore-each-line");

        var picture = await SaveAsync(page, "Save as a picture (PNG)");
        Assert.Equal("89504E47"u8.ToArray(), System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString((await File.ReadAllBytesAsync(picture)).AsSpan(0, 4))));
        var figures = await File.ReadAllLinesAsync(await SaveAsync(page, "Save what is shown (CSV)"));
        Assert.Equal("time,series,unit,value,lowest,highest,readings,bucket_seconds,quality", figures[0]);
        Assert.True(figures.Length > 100, $"{figures.Length} lines");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save or show otherwise" }).ClickAsync();
        await page.GetByText("Export every reading of the range…").ClickAsync();
        await Assertions.Expect(page.GetByText("The file is being written")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save or show otherwise" }).ClickAsync();
        await page.GetByText("Show as a table").ClickAsync();
        await Assertions.Expect(page.Locator(".chart-points tbody tr").First).ToBeVisibleAsync();

        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme });

            // Half way between two themes no contrast is right.
            await page.WaitForFunctionAsync("!document.getAnimations().some((a) => a instanceof CSSTransition)");
            var seen = await page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice") });
            Assert.Equal("", string.Join('\n', seen.Violations.Select(v => $"{theme} {v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")));
        }

        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Two_fingers_zoom_one_pans_and_up_and_down_is_the_pages()
    {
        await using var visitor = await Visitor.ArriveAsync(chromium, fixture.Console, 390, 844);
        await visitor.SignInAsync(fixture.Ours.Email("admin"), TwoEstates.Password);
        await visitor.OpenAsync($"/devices/{fixture.Devices["air-1"]}?range=6h");
        var (page, chart) = (visitor.Page, visitor.Page.Locator(".chart-canvas"));
        await chart.ScrollIntoViewIfNeededAsync();
        var box = (await chart.BoundingBoxAsync())!;
        var (y, middle) = (box.Y + (box.Height / 2), box.X + (box.Width / 2));
        var whole = await SpanAsync(chart);

        var fingers = await page.Context.NewCDPSessionAsync(page);
        await TouchAsync("touchStart", (middle - 30, y), (middle + 30, y));
        await TouchAsync("touchMove", (middle - 60, y), (middle + 60, y));
        await TouchAsync("touchMove", (middle - 90, y), (middle + 90, y));
        await TouchAsync("touchEnd");
        await AnsweredAsync(page, chart, url => url.Contains("from=", StringComparison.Ordinal));
        var pinched = await SpanAsync(chart);
        Assert.InRange(pinched.To - pinched.From, (whole.To - whole.From) * 0.2, (whole.To - whole.From) * 0.6);

        // Nothing was reported in what is shown now; it can still be moved.
        var before = page.Url;
        await TouchAsync("touchStart", (middle - 60, y));
        await TouchAsync("touchMove", (middle - 30, y));
        await TouchAsync("touchMove", (middle, y));
        await TouchAsync("touchMove", (middle + 40, y));
        await TouchAsync("touchEnd");
        await AnsweredAsync(page, chart, url => url != before);
        Assert.True((await SpanAsync(chart)).From < pinched.From);
        Assert.Equal("pan-y", await chart.Locator(".chart-plot").EvaluateAsync<string>("e => getComputedStyle(e).touchAction"));
        Assert.Empty(visitor.Complaints);

        Task TouchAsync(string type, params (double X, double Y)[] at) => fingers.SendAsync(
            "Input.dispatchTouchEvent", new() { ["type"] = type, ["touchPoints"] = at.Select((p, i) => new Dictionary<string, object> { ["x"] = p.X, ["y"] = p.Y, ["id"] = i }).ToArray() });
    }

    // The address has it, the server has answered, and what it said stands on the screen.
    private static async Task AnsweredAsync(IPage page, ILocator chart, Func<string, bool> address)
    {
        await page.WaitForURLAsync(address);
        await Assertions.Expect(chart).Not.ToHaveAttributeAsync("data-asking", "");
        await Assertions.Expect(chart).ToHaveAttributeAsync("data-painted", AnyNumber());
    }

    private static async Task<string> SaveAsync(IPage page, string words)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Save or show otherwise" }).ClickAsync();
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByText(words).ClickAsync());
        return (await file.PathAsync())!;
    }

    private static async Task<long> NumberAsync(ILocator chart, string name) => long.Parse((await chart.GetAttributeAsync("data-" + name))!, CultureInfo.InvariantCulture);

    private static async Task<(long From, long To)> SpanAsync(ILocator chart) => (await NumberAsync(chart, "from"), await NumberAsync(chart, "to"));

    [GeneratedRegex(@"\d\d:\d\d.*\d+\.\d", RegexOptions.None, 1000)]
    private static partial Regex AFigure();

    [GeneratedRegex(@"\d", RegexOptions.None, 1000)]
    private static partial Regex AnyNumber();
}
