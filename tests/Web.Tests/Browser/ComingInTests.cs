using System.Text.RegularExpressions;
using IoTConsole.Web.Tests.Running;
using Microsoft.Playwright;

namespace IoTConsole.Web.Tests.Browser;

[Collection(BrowserTests.Name)]
public partial class ComingInTests(Chromium chromium)
{
    [Fact]
    public async Task From_an_empty_console_to_a_person_who_signs_out_and_in_again()
    {
        Assert.SkipWhen(Chromium.ExecutablePath is null, "No Chromium here; give its path in IOTCONSOLE_TEST_CHROMIUM.");
        await using var console = await RunningConsole.StartAsync(new() { ["Setup__AdminEmail"] = "", ["Setup__AdminPassword"] = "" });
        await Until.TrueAsync(() => Link().IsMatch(console.Output), "the set-up link was printed", TimeSpan.FromSeconds(10), () => console.Output);
        await using var visitor = await Visitor.ArriveAsync(chromium, console);

        await visitor.Page.GotoAsync(new Uri(Link().Match(console.Output).Value).PathAndQuery);
        await visitor.KeepPictureAsync("setup-light-1440");
        await visitor.Page.GetByLabel("Organisation").FillAsync("Harbour Estates");
        await visitor.Page.GetByLabel("Your name").FillAsync("Ada Operator");
        await visitor.Page.GetByLabel("Your e-mail").FillAsync(RunningConsole.AdminEmail);
        await visitor.Page.GetByLabel("Choose a password").FillAsync(RunningConsole.AdminPassword);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Set up and sign in" }).ClickAsync();
        await visitor.SettledAsync();
        await visitor.KeepPictureAsync("overview-empty-light-1440");

        await visitor.Page.GotoAsync("/signout");
        if (await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).CountAsync() > 0)
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visitor.Page.GotoAsync("/");
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("/signin", RegexOptions.None, TimeSpan.FromSeconds(1)));

        await visitor.Page.GetByLabel("E-mail").FillAsync(RunningConsole.AdminEmail);
        await visitor.Page.GetByLabel("Password").FillAsync("not the password");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("form")).ToBeVisibleAsync();
        await visitor.SignInAsync();
        await visitor.SettledAsync();
    }

    [GeneratedRegex(@"http://\S+/setup\?token=\S+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
