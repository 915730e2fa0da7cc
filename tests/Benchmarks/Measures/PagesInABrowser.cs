using IoTConsole.Benchmarks.Load;
using IoTConsole.Benchmarks.Parts;
using Microsoft.Playwright;

namespace IoTConsole.Benchmarks.Measures;

/// <summary>What a person waits for at 60,000 devices while readings arrive, in a real browser: from the press to the changed screen.</summary>
internal static class PagesInABrowser
{
    private const int Gateways = 250;
    private const int Entries = 60;
    private const double PerGateway = 1_000.0 / Entries / Gateways;

    // Two frames: the change has been drawn, and the frame that shows it has begun.
    private const string Watch = """
        window.until = (holds, act, frames = true) => new Promise((done) => {
          const from = performance.now();
          const look = new MutationObserver(() => check());
          const check = () => { if (!holds()) return; look.disconnect(); if (!frames) { done(performance.now() - from); return; } requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - from))); };
          look.observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true });
          setTimeout(() => { look.disconnect(); done(-1); }, 20000);
          act();
        });
        window.rows = () => [...document.querySelectorAll('[data-row]')].map((r) => r.dataset.row).join();
        window.drawn = (selector) => new Promise((done) => {
          const check = () => document.querySelector(selector) ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(check);
          check();
        });
        """;

    public static async Task RunAsync(Options options)
    {
        var path = new[] { Environment.GetEnvironmentVariable("IOTCONSOLE_TEST_CHROMIUM"), "/usr/bin/chromium" }.OfType<string>().FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("No Chromium here; give its path in IOTCONSOLE_TEST_CHROMIUM.");
        var estate = await YardstickEstate.OpenAsync();
        var report = new Report();
        await using var console = await ConsoleUnderTest.StartAsync(null, estate.DataDirectory, (YardstickEstate.Email, estate.Password));
        await using var crowd = await estate.GatherAsync(console.Secure, Gateways, children => new Payloads(Entries, children));
        await crowd.PaceAsync(1, TimeSpan.FromSeconds(20), console.Process, CancellationToken.None);
        var names = (await console.GetAsync("/api/v1/devices?limit=500")).GetProperty("items").EnumerateArray().Select(d => d.GetProperty("name").GetString()!).Distinct().ToList();
        using var over = new CancellationTokenSource();
        var traffic = crowd.PaceAsync(PerGateway, TimeSpan.FromHours(1), console.Process, over.Token);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
        });
        var context = await browser.NewContextAsync(new() { BaseURL = console.Http.BaseAddress!.ToString(), ViewportSize = new() { Width = 1440, Height = 900 } });
        await context.AddInitScriptAsync(Watch);
        var page = await context.NewPageAsync();
        await SignInAsync(page, estate.Password);
        var rounds = Math.Max(2, options.Rounds);
        var (devices, overview, inside) = (new Histogram(), new Histogram(), new Histogram());
        for (var i = 0; i < rounds + 1; i++)
        {
            var (first, second) = (await LoadAsync(page, "/devices", "[data-row]"), await LoadAsync(page, "/", "main .tile"));
            var third = await OverviewByLinkAsync(page);
            if (i == 0) continue; // scripts, styles and fonts are fetched once
            devices.Add(first);
            overview.Add(second);
            inside.Add(third);
        }

        await page.GotoAsync("/devices");
        await LiveAsync(page);
        var sorts = await SortAsync(page, rounds * 4);
        var filters = await FilterAsync(page, names, rounds * 4);
        var palette = await PaletteAsync(page, names, rounds * 4);
        await over.CancelAsync();
        await traffic.ContinueWith(_ => { }, TaskScheduler.Default);
        report.Head("what", "figure", "bar", "");
        report.Bar("Devices, from the address to rows on the screen, p95", devices.At(0.95), "ms", 1_000, atLeast: false);
        report.Bar("Devices, another order, p95", sorts.At(0.95), "ms", 300, atLeast: false);
        report.Bar("Devices, another filter, p95", filters.At(0.95), "ms", 300, atLeast: false);
        report.Bar("Overview, from the address to figures on the screen, p95", overview.At(0.95), "ms", 500, atLeast: false);
        report.Bar("Overview, from a link of the console, p95", inside.At(0.95), "ms", 500, atLeast: false);
        report.Bar("palette, from a key to its answers in the document, p95", palette.At(0.95), "ms", 50, atLeast: false);
        report.Line("").Line(FormattableString.Invariant(
            $"60,000 devices, 1,000 readings a second arriving, Chromium at 1440×900 on the same two cores; p50: rows {devices.At(0.5):0}, order {sorts.At(0.5):0}, filter {filters.At(0.5):0}, Overview {overview.At(0.5):0} and {inside.At(0.5):0}, palette {palette.At(0.5):0} ms; {devices.Count} loads, {sorts.Count} orders, {filters.Count} filters, {palette.Count} keys. Two frames of the screen of 17 ms each are part of every figure but the palette's, which has the way to the server and back instead."));
        report.Write("Pages in a browser", options.Command);
    }

    private static async Task SignInAsync(IPage page, string password)
    {
        await page.GotoAsync("/signin");
        await page.FillAsync("#email", YardstickEstate.Email);
        await page.FillAsync("#password", password);
        await page.PressAsync("#password", "Enter");
        await page.WaitForURLAsync(url => !url.Contains("/signin", StringComparison.Ordinal));
    }

    // Interactive: a link is answered by the circuit from now on.
    private static async Task LiveAsync(IPage page)
    {
        await page.WaitForSelectorAsync("main h1");
        await page.WaitForFunctionAsync("() => window.Blazor?._internal?.navigationManager && !document.querySelector('main .skeleton')");
        await page.WaitForTimeoutAsync(1_500);
    }

    private static async Task<double> LoadAsync(IPage page, string address, string selector)
    {
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Commit });
        return await page.EvaluateAsync<double>("selector => window.drawn(selector)", selector);
    }

    private static async Task<double> OverviewByLinkAsync(IPage page)
    {
        await page.GotoAsync("/devices");
        await LiveAsync(page);
        return Checked(await page.EvaluateAsync<double>("() => window.until(() => location.pathname === '/' && document.querySelector('main .tile'), () => document.querySelector('nav.rail a[href=\"/\"], nav.rail a[href=\"\"]').click())"));
    }

    private static async Task<Histogram> SortAsync(IPage page, int times)
    {
        var heads = await page.EvaluateAsync<int>("() => document.querySelectorAll('th a.sort').length");
        return await TimedAsync(times, i => page.EvaluateAsync<double>(
            "at => { const before = rows(); const where = location.href; return window.until(() => location.href !== where && rows() && rows() !== before, () => document.querySelectorAll('th a.sort')[at].click()); }", i % heads));
    }

    private static Task<Histogram> FilterAsync(IPage page, List<string> names, int times) => TimedAsync(times, i => page.EvaluateAsync<double>(
        "q => { const before = rows(); const where = location.href; return window.until(() => location.href !== where && rows() && rows() !== before, () => { const f = document.querySelector('[data-page-filter]'); f.value = q; f.dispatchEvent(new Event('change', { bubbles: true })); }); }",
        names[i * 7 % names.Count]));

    private static async Task<Histogram> PaletteAsync(IPage page, List<string> names, int times)
    {
        await page.Keyboard.PressAsync("Control+k");
        await page.WaitForSelectorAsync("#console-palette[open]");
        return await TimedAsync(times, i => page.EvaluateAsync<double>(
            "q => window.until(() => document.getElementById('palette-list').dataset.for === q, () => { const f = document.querySelector('[data-palette-input]'); f.value = q; f.dispatchEvent(new Event('input', { bubbles: true })); }, false)",
            names[i * 11 % names.Count][..Math.Min(6 + (i % 3), names[i * 11 % names.Count].Length)] + (i % 2 == 0 ? "" : "x")));
    }

    private static async Task<Histogram> TimedAsync(int times, Func<int, Task<double>> once)
    {
        var histogram = new Histogram();
        for (var i = 0; i < times + 2; i++)
        {
            var took = Checked(await once(i));
            if (i >= 2) histogram.Add(took);
            await Task.Delay(150);
        }

        return histogram;
    }

    private static double Checked(double milliseconds) => milliseconds >= 0 ? milliseconds : throw new TimeoutException("The page did not change within 20 seconds.");
}
