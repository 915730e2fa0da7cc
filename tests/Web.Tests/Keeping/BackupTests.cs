using System.Globalization;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Keeping;

/// <summary>One command makes a copy of a console that works; another makes a console of the copy.</summary>
public class BackupTests
{
    [Fact]
    public async Task A_console_restored_from_a_backup_has_every_reading_acknowledged_before_it_and_knows_its_devices()
    {
        await using var console = await RunningConsole.StartAsync();
        using var field = await Field.OpenAsync(console);
        var id = await field.RegisterAsync("b-1");
        var at = TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeMilliseconds();
        await SendAsync(field, at, 100);
        var target = Path.Combine(console.DataDirectory, "..", Path.GetFileName(console.DataDirectory) + "-backup");
        using var over = new CancellationTokenSource();
        var going = Task.Run(async () =>
        {
            for (var i = 1; !over.IsCancellationRequested; i++) await SendAsync(field, at + (i * 1_000_000L), 20);
        });

        try
        {
            (await RunAsync("backup", console.DataDirectory, "--to", target)).MustSucceed();
            await over.CancelAsync();
            await going;
            var verified = (await RunAsync("verify-telemetry", console.DataDirectory)).MustSucceed();
            Assert.Contains("readings were read", verified.Output, StringComparison.Ordinal);
            await console.KillAsync();

            await using var restored = RunningConsole.Plan();
            Assert.Equal(0, (await RunAsync("restore", restored.DataDirectory, "--from", target)).ExitCode);
            await restored.StartAsync();
            using var reader = await Field.OpenAgainAsync(restored);
            var kept = (await reader.ReadingsAsync(id, "temperature")).Select(r => r.Ts).ToList();
            Assert.Empty(Enumerable.Range(0, 100).Select(i => at + (i * 1000L)).Except(kept));
            Assert.Equal(kept.Count, kept.Distinct().Count());

            // Its authority and its database are the old ones: the device's certificate still opens the door.
            await using var device = new MqttDevice(restored.TlsPort, "b-1", field.CertificateOf("b-1"));
            await device.ConnectAsync();
            await device.PublishAsync(Field.Payload(at - 1000, 5));
        }
        finally
        {
            await over.CancelAsync();
            if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        }
    }

    [Fact]
    public async Task A_damaged_or_unfinished_backup_is_refused_and_a_restore_never_overwrites()
    {
        var (data, target, empty) = (Fresh(), Fresh(), Fresh());
        Directory.Delete(target);
        await File.WriteAllTextAsync(Path.Combine(data, "pki.key"), "a key");

        Assert.Equal(0, (await RunAsync("backup", data, "--to", target)).ExitCode);
        Assert.Equal(1, (await RunAsync("backup", data, "--to", target)).ExitCode);
        var overwriting = await RunAsync("restore", data, "--from", target);
        Assert.Equal((1, true), (overwriting.ExitCode, overwriting.Output.Contains("never overwrites", StringComparison.Ordinal)));
        await File.AppendAllTextAsync(Path.Combine(target, "pki.key"), "!");
        Assert.Contains("not as it was written", (await RunAsync("restore", empty, "--from", target)).Output, StringComparison.Ordinal);
        File.Delete(Path.Combine(target, "backup.json"));
        Assert.Contains("no finished backup", (await RunAsync("restore", empty, "--from", target)).Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(empty));
        foreach (var directory in new[] { data, target, empty }) Directory.Delete(directory, recursive: true);
    }

    private static string Fresh() => Directory.CreateTempSubdirectory("iotconsole-keep-").FullName;

    private static async Task SendAsync(Field field, long from, int count)
    {
        await using var client = field.Device("b-1");
        await client.ConnectAsync();
        for (var i = 0; i < count; i++) await client.PublishAsync(Field.Payload(from + (i * 1000L), 20));
    }

    private static Task<ForeignProgram> RunAsync(string verb, string data, params string[] arguments) => ForeignProgram.RunAsync(
        "dotnet", [TestPaths.Program, verb, .. arguments, "--DataDirectory", data], atMost: TimeSpan.FromSeconds(60));
}
