using System.Globalization;
using System.Text.RegularExpressions;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Starting;

/// <summary>One command brings an organisation and a fleet that provisions itself over mutual TLS.</summary>
public sealed partial class DemoTests
{
    private static readonly Dictionary<string, string> _nobodyYet = new() { ["Setup__AdminEmail"] = "", ["Setup__AdminPassword"] = "" };

    [Fact]
    public async Task A_fleet_provisions_itself_reports_live_and_goes_on_after_a_kill_without_being_made_twice()
    {
        await using var console = await RunningConsole.StartAsync(_nobodyYet, "demo", "--buildings", "1", "--floors", "1", "--history-hours", "1");
        await Until.TrueAsync(() => SignIn().IsMatch(console.Output), "the sign-ins are printed", context: () => console.Output);
        var administrator = SignIn().Match(console.Output);
        var (email, password) = (administrator.Groups["email"].Value, administrator.Groups["password"].Value);
        using (var session = await Session.SignInAsync(console, email, password))
        {
            // 12 sensors, 5 controllers, a gateway and a weather station.
            await Until.TrueAsync(async () => (await StatesAsync(session)).Count(s => s == "Active") == 19, "every device reports", TimeSpan.FromMinutes(3));
            await Until.TrueAsync(async () => (await session.AllAsync("/api/v1/approvals")).Count == 2, "two strays wait for approval", TimeSpan.FromMinutes(3));
            Assert.Contains((await session.AllAsync("/api/v1/devices")).Select(d => d.GetProperty("place").GetString()), p => p == "Harbour House › Floor 1 › Zone A");
        }

        await console.KillAsync();
        await console.StartAsync();
        await Until.TrueAsync(() => console.Output.Contains("printed once", StringComparison.Ordinal), "it says that it goes on", context: () => console.Output);
        Assert.DoesNotMatch(SignIn(), console.Output);
        using var again = await Session.SignInAsync(console, email, password);
        Assert.Equal(19, (await StatesAsync(again)).Count);
        await Until.TrueAsync(async () => await console.MetricAsync("iotconsole_readings_stored") > 10, "it reports again", TimeSpan.FromMinutes(3));
        Assert.Equal(0, await console.StopAsync());
        var said = AtRest().Match(console.Output);
        Assert.True(said.Success, console.Output);
        Assert.True(int.Parse(said.Groups["acknowledged"].Value, CultureInfo.InvariantCulture) > 10, said.Value);
        // A stray that its gateway speaks for alone is refused; nothing else is.
        Assert.InRange(int.Parse(said.Groups["refused"].Value, CultureInfo.InvariantCulture), 0, 50);
    }

    private static async Task<List<string?>> StatesAsync(Session session) =>
        (await session.AllAsync("/api/v1/devices")).Select(d => d.GetProperty("state").GetString()).ToList();

    [GeneratedRegex(@"acknowledged (?<acknowledged>\d+) readings in \d+ entries since the start, refused (?<refused>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AtRest();

    [GeneratedRegex(@"(?<email>ada\.okafor@\S+)\s+administrator\s+everything\s+(?<password>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SignIn();
}
