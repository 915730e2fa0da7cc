using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using IoTConsole.Web.Tests.Running;
using Microsoft.Playwright;

namespace IoTConsole.Web.Tests.Browser;

/// <summary>Passkeys and sessions in a real browser, with an authenticator that Chromium plays itself.</summary>
[Collection(BrowserTests.Name)]
public class PasskeyTests(Chromium chromium)
{
    [Fact]
    public async Task A_passkey_is_added_used_for_sign_in_renamed_and_removed_and_a_session_is_ended_from_elsewhere()
    {
        await using var console = await RunningConsole.StartAsync();

        // A key belongs to a name; an address of numbers has none.
        var byName = new Uri($"http://localhost:{console.HttpPort}");
        await using var visitor = await Visitor.ArriveAsync(chromium, console, through: byName);

        // The authenticator answers without being touched: what is only offered would be taken before anybody presses anything.
        await visitor.Page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
        var device = await visitor.Page.Context.NewCDPSessionAsync(visitor.Page);
        await device.SendAsync("WebAuthn.enable");
        await device.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
        await visitor.SignInAsync();
        await visitor.Page.GotoAsync("/account");
        var keys = visitor.Page.GetByRole(AriaRole.List, new() { Name = "Your passkeys" });
        await Assertions.Expect(keys).ToHaveCountAsync(0);

        await AddAsync(visitor, "wrong password");
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("The current password is not right.");
        await Assertions.Expect(keys).ToHaveCountAsync(0);
        await visitor.Page.GotoAsync("/account");
        await AddAsync(visitor, RunningConsole.AdminPassword);
        await Assertions.Expect(keys).ToContainTextAsync("Work laptop");
        await LeaveAsync(visitor);

        await visitor.Page.GotoAsync("/signin");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await visitor.Page.WaitForURLAsync(url => !url.Contains("/signin", StringComparison.Ordinal));
        await visitor.SettledAsync();

        await visitor.Page.GotoAsync("/account");
        await Assertions.Expect(keys).ToContainTextAsync("last used");

        // Another browser of the same person has a live page open; it is signed out from here.
        await using var there = await Visitor.ArriveAsync(chromium, console);
        await there.SignInAsync();
        await there.OpenAsync("/sites");
        await visitor.Page.GotoAsync("/account");
        var sessions = visitor.Page.GetByRole(AriaRole.List, new() { Name = "Your sessions" });
        await Assertions.Expect(sessions.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Assertions.Expect(sessions).ToContainTextAsync("Chrome on Linux");
        await LookAsync(visitor, "account");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out the other one" }).ClickAsync();
        await there.Page.WaitForURLAsync(url => url.Contains("/signin", StringComparison.Ordinal), new() { Timeout = 20_000 });
        await Assertions.Expect(visitor.Page.GetByText("Signed out there.")).ToBeVisibleAsync();
        await Assertions.Expect(sessions.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);

        await visitor.Page.GetByText("Change", new() { Exact = true }).First.ClickAsync();
        await keys.GetByLabel("Name").FillAsync("Old laptop");
        await keys.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Assertions.Expect(keys).ToContainTextAsync("Old laptop");
        await visitor.Page.GetByText("Change", new() { Exact = true }).First.ClickAsync();
        await keys.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(keys).ToHaveCountAsync(0);
        await LeaveAsync(visitor);
        await visitor.Page.GotoAsync("/signin");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("could not be checked")).ToBeVisibleAsync();
    }

    private static async Task AddAsync(Visitor visitor, string password)
    {
        await visitor.Page.GetByLabel("Name of the device or password manager").FillAsync("Work laptop");
        await visitor.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
    }

    private static async Task LeaveAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync("/signout");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visitor.Page.WaitForURLAsync(url => url.Contains("/signin", StringComparison.Ordinal));
    }

    private static async Task LookAsync(Visitor visitor, string name)
    {
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = theme });
            foreach (var width in new[] { 1440, 390 })
            {
                await visitor.Page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
                await visitor.KeepPictureAsync($"{name}-{theme}-{width}".ToLowerInvariant(), whole: true);
                var seen = await visitor.Page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice") });
                Assert.Equal("", string.Join('\n', seen.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")));
            }
        }

        await visitor.Page.SetViewportSizeAsync(1440, 900);
    }
}
