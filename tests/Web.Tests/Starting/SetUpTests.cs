using System.Net;
using System.Text.RegularExpressions;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Starting;

public partial class SetUpTests
{
    [Fact]
    public async Task A_new_console_prints_one_link_that_lets_in_once_and_knows_no_default_password()
    {
        await using var console = await RunningConsole.StartAsync(new() { ["Setup__AdminEmail"] = "", ["Setup__AdminPassword"] = "" });
        using var stranger = new Session(console);

        foreach (var (email, password) in new[] { ("admin", "admin"), ("admin@example.com", "admin"), ("admin@localhost", "password") })
        {
            using var refused = await stranger.PostFormAsync("/signin", new() { ["Form.Email"] = email, ["Form.Password"] = password });
            Assert.DoesNotContain(stranger.Cookies, c => c.Name == "iotc.session");
        }

        await Until.TrueAsync(() => Link().IsMatch(console.Output), "the set-up link was printed", TimeSpan.FromSeconds(10), () => console.Output);
        var link = Assert.Single(Link().Matches(console.Output).Select(m => m.Value).Distinct());
        var page = new Uri(link).PathAndQuery;
        using (var done = await stranger.PostFormAsync(page, new()
        {
            ["Form.Organisation"] = "Harbour Estates", ["Form.TimeZone"] = "Europe/London", ["Form.DisplayName"] = "Ada",
            ["Form.Email"] = RunningConsole.AdminEmail, ["Form.Password"] = RunningConsole.AdminPassword,
        })) Assert.True((int)done.StatusCode is >= 300 and < 400, await done.Content.ReadAsStringAsync());

        Assert.Contains(stranger.Cookies, c => c is { Name: "iotc.session", HttpOnly: true });
        using var again = new Session(console);
        Assert.DoesNotContain("Form.Password", await again.Http.GetStringAsync(page), StringComparison.Ordinal);
        using var signedIn = await Session.SignInAsync(console);
        using var overview = await signedIn.Http.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, overview.StatusCode);
    }

    [Fact]
    public async Task Nobody_sees_a_page_or_an_answer_without_signing_in()
    {
        await using var console = await RunningConsole.StartAsync();
        using var stranger = new Session(console);

        using var page = await stranger.Http.GetAsync("/");
        using var api = await stranger.Http.GetAsync("/api/v1/devices");
        using var wrongKey = new Session(console, "iotc_" + new string('x', 40));
        using var answer = await wrongKey.Http.GetAsync("/api/v1/devices");

        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.StartsWith("/signin", page.Headers.Location!.IsAbsoluteUri ? page.Headers.Location.PathAndQuery : page.Headers.Location.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [GeneratedRegex(@"http://\S+/setup\?token=\S+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
