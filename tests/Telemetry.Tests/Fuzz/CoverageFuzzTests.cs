using System.Globalization;
using System.Security.Cryptography;

namespace IoTConsole.Telemetry.Tests.Fuzz;

/// <summary>
/// Searches led by coverage through everything that strangers send us. <c>IOTCONSOLE_TEST_FUZZ_SECONDS=300</c> searches longer,
/// <c>IOTCONSOLE_TEST_SEED</c> begins as another run did. What breaks something is written to artifacts/fuzz; put it beside the seeds.
/// </summary>
[Collection("fuzz")]
[CollectionDefinition("fuzz", DisableParallelization = true)]
public sealed class CoverageFuzzTests : IDisposable
{
    private static readonly string _seeds = Path.Combine(AppContext.BaseDirectory, "Fuzz", "Seeds");
    private static readonly int _seed = Number("IOTCONSOLE_TEST_SEED", Environment.TickCount & 0xffff);
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(Number("IOTCONSOLE_TEST_FUZZ_SECONDS", 10));
    private readonly Instrumented _instrumented = new();

    [Fact]
    public void A_fault_behind_eight_comparisons_is_found_by_who_is_led_and_not_by_chance()
    {
        var (run, target) = _instrumented.Make(typeof(PlantedTarget));
        using var planted = target;
        var led = new FuzzRun("planted, led", run, [new byte[9]], _seed, longest: 32);
        led.Search(TimeSpan.FromSeconds(60), enough: () => led.Faults.Count > 0);
        var blind = new FuzzRun("planted, by chance", run, [new byte[9]], _seed, longest: 32);
        blind.Search(TimeSpan.MaxValue, guided: false, enough: () => blind.Runs >= led.Runs);
        TestContext.Current.SendDiagnosticMessage($"{led}\n{blind}");

        Assert.Equal("The planted fault was found.", Assert.Single(led.Faults.Values).Fault.Message);
        Assert.Empty(blind.Faults);
        Assert.True(led.Edges > led.EdgesOfSeeds + 6 && led.Edges > blind.Edges, $"{led.EdgesOfSeeds} edges grew to {led.Edges}, by chance to {blind.Edges}");
    }

    [Theory]
    [InlineData("json", typeof(JsonTarget), 1)]
    [InlineData("cbor", typeof(CborTarget), 1)]
    [InlineData("publish", typeof(PublishTarget), 1)]
    public void Whatever_is_sent_breaks_nothing(string name, Type type, int mostMegabytes)
    {
        var (run, target) = _instrumented.Make(type);
        using var fed = target;
        var seeds = Directory.GetFiles(Path.Combine(_seeds, name)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        Assert.True(seeds.Count > 2, "There are seeds."); // not blind
        var search = new FuzzRun(name, run, seeds, _seed, mostBytes: mostMegabytes * 1024L * 1024).Search(_time);
        TestContext.Current.SendDiagnosticMessage(search.ToString());

        Keep(name, search);
        Assert.Empty(search.Faults.Select(f => $"seed {_seed}: {Convert.ToHexString(f.Value.Input)}: {f.Value.Fault}"));
        Assert.True(search.EdgesOfSeeds > 20 && search.Edges > search.EdgesOfSeeds, $"not blind: {search}");
    }

    [Fact]
    public void Whatever_is_asked_of_the_history_breaks_nothing() => Whatever_is_sent_breaks_nothing("query", typeof(QueryTarget), 16);

    public void Dispose() => _instrumented.Dispose();

    private static void Keep(string name, FuzzRun search)
    {
        if (search.Faults.Count == 0) return;
        var artifacts = Environment.GetEnvironmentVariable("IOTCONSOLE_TEST_ARTIFACTS") is { Length: > 0 } given ? given : Path.Combine(AppContext.BaseDirectory, "artifacts");
        var folder = Directory.CreateDirectory(Path.Combine(artifacts, "fuzz", name)).FullName;
        foreach (var (input, _) in search.Faults.Values) File.WriteAllBytes(Path.Combine(folder, "fault-" + Convert.ToHexStringLower(SHA256.HashData(input))[..12]), input);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given) ? given : otherwise;
}
