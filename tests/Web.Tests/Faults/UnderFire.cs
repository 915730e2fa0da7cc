using IoTConsole.Simulation.Connections;
using IoTConsole.Simulation.Load;
using IoTConsole.Testing.Faults;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Faults;

/// <summary>
/// A console under as much load as it acknowledges, from devices that send again until they are acknowledged, while a test does
/// something terrible to it. At the end the store is compared with what was acknowledged: each reading once, none invented.
/// </summary>
internal sealed class UnderFire : IAsyncDisposable
{
    private readonly List<DeviceConnection> _connections = [];
    private readonly CancellationTokenSource _over = new();
    private readonly string _file = Path.GetTempFileName();
    private readonly AcknowledgedRecord _record;
    private readonly LoadPlan _plan;
    private Task<LoadFigures>? _driving;

    private UnderFire(RunningConsole console, FaultShim? shim, LoadPlan plan) =>
        (Console, Shim, Proxy, _plan, _record) = (console, shim, new FaultProxy(console.TlsPort), plan, new AcknowledgedRecord(_file));

    public RunningConsole Console { get; }

    /// <summary>Clock and disk of the console; null unless it was asked for.</summary>
    public FaultShim? Shim { get; }

    /// <summary>The line that every device uses.</summary>
    public FaultProxy Proxy { get; }

    public long Acknowledged => _record.Count;

    /// <param name="shimmed">With a clock and a disk that the test commands.</param>
    /// <param name="data">Where the console keeps everything; a directory of its own unless given.</param>
    public static async Task<UnderFire> OpenAsync(bool shimmed = false, int devices = 6, LoadPlan? plan = null, Dictionary<string, string>? settings = null, string? data = null)
    {
        data ??= Directory.CreateTempSubdirectory("iotconsole-fire-").FullName;
        var shim = shimmed ? new FaultShim(data) : null;
        var all = new Dictionary<string, string>(settings ?? []) { ["Api__RequestsPerMinute"] = "1000000" };
        foreach (var (name, value) in shim?.Environment ?? new Dictionary<string, string>()) all[name] = value;
        var fire = new UnderFire(RunningConsole.Plan(all, data), shim, plan ?? new LoadPlan(Window: 16));
        try
        {
            await fire.Console.StartAsync();
            using var field = await Field.OpenAsync(fire.Console);
            for (var i = 0; i < devices; i++)
            {
                await field.RegisterAsync($"fire-{i}");
                fire._connections.Add(new DeviceConnection($"fire-{i}", new BrokerTarget("localhost", fire.Proxy.Port, field.RootPem!), field.CertificateOf($"fire-{i}")));
            }

            fire._driving = LoadRun.DriveAsync(fire._connections, fire._plan, fire._record, TimeProvider.System, fire._over.Token);
            await fire.MoreAsync(200);
            return fire;
        }
        catch
        {
            await fire.DisposeAsync();
            throw;
        }
    }

    /// <summary>Until so many more readings are acknowledged.</summary>
    public async Task MoreAsync(long readings, TimeSpan? atMost = null)
    {
        var enough = Acknowledged + readings;
        await Until.TrueAsync(() => Acknowledged >= enough, $"{readings} more readings were acknowledged", atMost ?? TimeSpan.FromMinutes(2),
            () => $"{Acknowledged} of {enough}; the line: {_connections[0].Trouble}; the console: {Console.Output[^Math.Min(3000, Console.Output.Length)..]}");
    }

    /// <summary>Until nothing has been acknowledged for a second.</summary>
    public async Task SilenceAsync()
    {
        var (seen, since) = (Acknowledged, TimeProvider.System.GetTimestamp());
        await Until.TrueAsync(() =>
        {
            if (Acknowledged != seen) (seen, since) = (Acknowledged, TimeProvider.System.GetTimestamp());
            return TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(1);
        }, "acknowledgements stopped");
    }

    /// <summary>Lets it burn for so long, whatever is acknowledged meanwhile.</summary>
    public static async Task ForAsync(TimeSpan time)
    {
        var since = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(() => TimeProvider.System.GetElapsedTime(since) >= time, "the time passed", time + TimeSpan.FromMinutes(1));
    }

    /// <summary>Ends the load and compares. The console must be running.</summary>
    /// <param name="mayRefuse">Whether the test made the console refuse readings by its rules; null when chance decided.</param>
    public async Task VerifyAsync(bool? mayRefuse = false)
    {
        await _over.CancelAsync();
        var figures = await _driving!;
        foreach (var connection in _connections) await connection.DisposeAsync();
        _record.Dispose();
        using var reader = await Field.OpenAgainAsync(Console);
        var acknowledged = AcknowledgedRecord.Read(_file).ToLookup(l => l.Source, l => (l.At, (double)l.Sequence));
        var (said, stored) = (0, 0);
        foreach (var connection in _connections)
        {
            var there = await reader.ReadingsAsync(connection.DeviceId, "counter");
            var mine = acknowledged[connection.DeviceId].ToList();
            Assert.Empty(mine.Except(there).Take(5));
            Assert.Equal(there.Count, there.Select(r => r.Ts).Distinct().Count());
            Assert.Equal(there.Count, there.Select(r => r.Value).Distinct().Count());

            // Stored unacknowledged may be what was on its way when the load ended, and what was stored, not answered because of a kill, and refused when sent again.
            Assert.InRange(there.Count, mine.Count, mine.Count + (_plan.Window * _plan.Entries) + figures.Refused);
            (said, stored) = (said + mine.Count, stored + there.Count);
        }

        Assert.True(mayRefuse is null || mayRefuse == figures.Refused > 0, $"{figures.Refused} refused");
        TestContext.Current.SendDiagnosticMessage($"{TestContext.Current.Test?.TestDisplayName}: {said} acknowledged, {stored} stored, {figures.Refused} refused, sent again {figures.Resent} times.");
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        if (_driving is not null) await _driving;
        foreach (var connection in _connections) await connection.DisposeAsync();
        await Proxy.DisposeAsync();
        await Console.DisposeAsync();
        _record.Dispose();
        Shim?.Dispose();
        _over.Dispose();
        File.Delete(_file);
        foreach (var entry in Directory.EnumerateFileSystemEntries(Console.DataDirectory))
        {
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else File.Delete(entry);
        }

        // A file system of its own is unmounted by who mounted it.
        if (!SmallDisk.Holds(Console.DataDirectory)) Directory.Delete(Console.DataDirectory);
    }
}
