using System.Collections.Concurrent;
using IoTConsole.Web.Tests.Running;
using Microsoft.Playwright;

namespace IoTConsole.Web.Tests.Browser;

/// <summary>A person in front of a screen of their own; whatever the browser complains about is kept.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _strangers = new();

    private Visitor(IBrowserContext context, IPage page, Uri home)
    {
        (_context, Page) = (context, page);
        page.Request += (_, request) =>
        {
            var at = new Uri(request.Url);
            if (at.Scheme is not ("data" or "blob" or "about") && at.Authority != home.Authority) _strangers.Enqueue(request.Url);
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error") _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>Requests that went anywhere but to the console: a page makes none.</summary>
    public IReadOnlyCollection<string> Strangers => _strangers;

    /// <summary>Errors in the browser's console: a page that works leaves none.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <param name="through">A way to the console other than straight: one that can be cut.</param>
    /// <param name="theme">As the person's system says it: the console follows until they choose.</param>
    public static async Task<Visitor> ArriveAsync(
        Chromium chromium, RunningConsole console, int width = 1440, int height = 900, ColorScheme theme = ColorScheme.Light, Uri? through = null)
    {
        Assert.SkipWhen(Chromium.ExecutablePath is null, "No Chromium here; give its path in IOTCONSOLE_TEST_CHROMIUM.");
        var context = await chromium.Browser.NewContextAsync(new()
        {
            BaseURL = (through ?? console.Address).ToString(), ViewportSize = new() { Width = width, Height = height }, ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB", TimezoneId = "Europe/London",
        });
        context.SetDefaultTimeout(20_000);
        return new Visitor(context, await context.NewPageAsync(), through ?? console.Address);
    }

    public async Task SignInAsync(string email = RunningConsole.AdminEmail, string password = RunningConsole.AdminPassword)
    {
        await Page.GotoAsync("/signin");
        await Page.GetByLabel("E-mail").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Page.WaitForURLAsync(url => !url.Contains("/signin", StringComparison.Ordinal));
    }

    /// <summary>Opens a page and waits until its heading stands and nothing is loading any more.</summary>
    public async Task OpenAsync(string address, bool settles = true)
    {
        await Page.GotoAsync(address);
        await SettledAsync(settles);
    }

    public async Task SettledAsync(bool settles = true)
    {
        await Assertions.Expect(Page.Locator("main h1").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        if (!settles) return;
        await Assertions.Expect(Page.Locator("main .skeleton")).ToHaveCountAsync(0, new() { Timeout = 20_000 });

        // A chart says so when it stands on the screen.
        await Assertions.Expect(Page.Locator("main .chart-canvas:not([data-painted])")).ToHaveCountAsync(0, new() { Timeout = 20_000 });
    }

    /// <param name="whole">With what stands below the fold.</param>
    public async Task KeepPictureAsync(string name, bool whole = false)
    {
        var directory = Directory.CreateDirectory(Path.Combine(TestPaths.Artifacts, "screenshots"));
        await Page.ScreenshotAsync(new() { Path = Path.Combine(directory.FullName, name + ".png"), FullPage = whole, Animations = ScreenshotAnimations.Disabled });
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
