using IoTConsole.Benchmarks.Load;
using IoTConsole.Simulation.Connections;
using IoTConsole.Simulation.Contracts;

namespace IoTConsole.Benchmarks.Parts;

/// <summary>
/// The yardstick: 60,000 sensors behind 250 gateways, planned by the program's own demonstration and then driven by this generator. Made
/// once and kept in artifacts, because planning it is not what is measured.
/// </summary>
internal sealed class YardstickEstate
{
    private static readonly string _kept = Path.Combine(Place.Artifacts, "yardstick");
    private static readonly FleetPlan _plan = FleetPlan.Meridian(250, seed: 1);
    private readonly FactoryAuthority _factory = FactoryAuthority.Open(Path.Combine(_kept, "simulation", "mer"), _plan.Organisation, TimeProvider.System);

    private YardstickEstate(string password) => Password = password;

    public static string Email => "ada.okafor@meridian.example";

    public string Password { get; }

    public string DataDirectory => _kept;

    public static async Task<YardstickEstate> OpenAsync()
    {
        var secret = Path.Combine(_kept, "password.txt");
        if (!File.Exists(secret)) await File.WriteAllTextAsync(secret, await MakeAsync());
        return new YardstickEstate(await File.ReadAllTextAsync(secret));
    }

    /// <summary>All 250 gateways, each with its children.</summary>
    /// <param name="payloads">Of a gateway's children.</param>
    public async Task<Crowd> GatherAsync(Target target, int gateways, Func<IReadOnlyList<string>, Payloads> payloads)
    {
        var buildings = _plan.Buildings.Take(gateways).ToList();
        var names = buildings.Select(b => _plan.DevicesOf(b).First().DeviceId).ToList();
        return await Crowd.GatherAsync(
            target, _factory.DeviceOf, names, TopicOf,
            i => payloads(_plan.DevicesOf(buildings[i]).Skip(1 + FleetPlan.ControllersPerBuilding).Select(d => d.DeviceId).ToList()), CancellationToken.None);
    }

    public Task RejoinAsync(Crowd crowd, Target target, int from, int count) => crowd.RejoinAsync(target, _factory.DeviceOf, TopicOf, from, count);

    private static string TopicOf(string gateway) => $"gateways/{gateway}/telemetry";

    private static async Task<string> MakeAsync()
    {
        if (Directory.Exists(_kept)) Directory.Delete(_kept, recursive: true);
        Directory.CreateDirectory(_kept);
        var port = Place.FreePort();
        var environment = new Dictionary<string, string>
        {
            ["DataDirectory"] = _kept, ["Urls"] = $"http://127.0.0.1:{port}", ["Broker__Address"] = "127.0.0.1", ["Broker__TlsPort"] = $"{Place.FreePort()}", ["Broker__WebSocketPort"] = "0",
        };
        await using var child = new Child("yardstick", "dotnet", [ConsoleUnderTest.Program, "demo", "--buildings", "250"], environment);
        var log = Path.Combine(Place.Artifacts, "yardstick.log");
        for (var tries = 0; tries < 600 && !child.HasEnded; tries++)
        {
            await Task.Delay(500);
            var lines = ReadShared(log);
            if (!lines.Any(l => l.Contains("are connecting", StringComparison.Ordinal))) continue;
            return lines.First(l => l.Contains(Email, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1];
        }

        throw new InvalidOperationException("The yardstick could not be made; see artifacts/benchmarks/yardstick.log.");
    }

    private static List<string> ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n')];
    }
}
