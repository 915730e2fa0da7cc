using System.Globalization;
using System.Text.RegularExpressions;
using IoTConsole.Simulation.Load;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Devices;

/// <summary>The verb <c>simulate</c> as its own process, as somebody at a shell runs it against a console elsewhere.</summary>
public partial class SimulateTests
{
    private const int Connections = 4;
    private const int Window = 8;

    [Fact]
    public async Task What_the_verb_was_acknowledged_is_what_the_store_holds_though_the_console_was_killed_meanwhile()
    {
        await using var console = await RunningConsole.StartAsync(new() { ["Api__RequestsPerMinute"] = "100000" });
        using var admin = await Session.SignInAsync(console);
        var root = (await admin.AllAsync("/api/v1/sites"))[0].GetProperty("id").GetString();
        var key = (await admin.PostAsync("/api/v1/keys", new { name = "Load", role = "ServiceAccount", siteId = root })).GetProperty("key").GetString()!;
        var record = Path.Combine(console.DataDirectory, "acknowledged.csv");

        var verb = ForeignProgram.RunAsync(
            "dotnet",
            [TestPaths.Program, "simulate", "--api", $"{console.Address}", "--key", key, "--to", $"localhost:{console.TlsPort}", "--identities", Path.Combine(console.DataDirectory, "identities"),
                "--connections", $"{Connections}", "--window", $"{Window}", "--rate", "50", "--seconds", "25", "--name", "sim", "--acknowledged", record],
            directory: console.DataDirectory, atMost: TimeSpan.FromMinutes(3));
        await Until.TrueAsync(() => Lines(record) > 500, "readings are acknowledged", TimeSpan.FromMinutes(2));
        await console.KillAsync();
        await console.StartAsync();
        var before = Lines(record);
        await Until.TrueAsync(() => Lines(record) > before + 200, "they are again, after the restart");
        var ended = await verb;

        Assert.True(ended.ExitCode == 0, ended.Output);
        var said = long.Parse(Sum().Match(ended.Output).Groups["n"].Value, NumberStyles.AllowThousands, CultureInfo.CurrentCulture);
        using var reader = await Field.OpenAgainAsync(console);
        var acknowledged = AcknowledgedRecord.Read(record).ToLookup(l => l.Source, l => (l.At, (double)l.Sequence));
        var stored = 0;
        foreach (var device in acknowledged)
        {
            var there = await reader.ReadingsAsync(device.Key, "counter");
            Assert.Empty(device.Except(there));
            Assert.Equal(there.Count, there.Select(r => r.Ts).Distinct().Count());
            stored += there.Count;
        }

        TestContext.Current.SendDiagnosticMessage($"The verb says {said} acknowledged; the store holds {stored}.");
        Assert.Equal(said, acknowledged.Sum(d => d.Count()));
        Assert.Equal(Connections, acknowledged.Count);
        // What was on its way at the end may have been stored without the verb hearing of it; nothing else may be there.
        Assert.InRange(stored, said, said + (Connections * Window));
    }

    private static int Lines(string record) => File.Exists(record) ? AcknowledgedRecord.Read(record).Count : 0;

    [GeneratedRegex(@"acknowledged (?<n>[\d.,\s]+) readings", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sum();
}
