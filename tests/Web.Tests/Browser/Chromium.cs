using Microsoft.Playwright;

namespace IoTConsole.Web.Tests.Browser;

/// <summary>One real browser for the whole run, found by its path in <c>IOTCONSOLE_TEST_CHROMIUM</c>.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static string? ExecutablePath { get; } = new[] { Environment.GetEnvironmentVariable("IOTCONSOLE_TEST_CHROMIUM"), "/usr/bin/chromium" }
        .OfType<string>().FirstOrDefault(File.Exists);

    /// <exception cref="InvalidOperationException">No browser is installed; tests ask <see cref="ExecutablePath"/> first.</exception>
    public IBrowser Browser => _browser ?? throw new InvalidOperationException("Chromium is not installed.");

    public async ValueTask InitializeAsync()
    {
        if (ExecutablePath is null) return;
        // A busy machine is slow, not wrong.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = ExecutablePath,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Chromium>
{
    public const string Name = "browser";
}
