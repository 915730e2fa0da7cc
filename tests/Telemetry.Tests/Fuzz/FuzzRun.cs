using System.Diagnostics;

namespace IoTConsole.Telemetry.Tests.Fuzz;

/// <summary>
/// A search led by coverage: an input that takes a branch, or takes one a number of times, that none before did is kept and mutated further.
/// Counts are compared as AFL does, in classes of 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127 and more.
/// </summary>
internal sealed unsafe class FuzzRun(string name, Action<byte[]> run, IEnumerable<byte[]> seeds, int seed, int longest = 4096, long mostBytes = 1024 * 1024)
{
    private const int MapSize = Instrumented.MapSize;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(20);
    private readonly Random _chance = new(seed);
    private readonly byte[] _seen = new byte[MapSize];
    private readonly List<byte[]> _kept = [];
    private readonly Dictionary<string, (byte[] Input, Exception Fault)> _faults = [];

    public IReadOnlyDictionary<string, (byte[] Input, Exception Fault)> Faults => _faults;

    public long Runs { get; private set; }

    /// <summary>Of the seeds alone.</summary>
    public int EdgesOfSeeds { get; private set; }

    public int Edges => _seen.Count(b => b != 0);

    public int Kept => _kept.Count;

    public long WorstBytes { get; private set; }

    public TimeSpan Slowest { get; private set; }

    public IReadOnlyList<byte[]> Inputs => _kept;

    /// <param name="guided">False forgets what was learnt: the same search without eyes, to compare with.</param>
    public FuzzRun Search(TimeSpan time, bool guided = true, Func<bool>? enough = null)
    {
        var map = Instrumented.Marks;
        foreach (var input in seeds.DefaultIfEmpty([0])) Try(map, input, keep: true);
        EdgesOfSeeds = Edges;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < time && enough?.Invoke() != true) Try(map, Mutation.Of(_kept, _chance, longest), keep: guided);
        return this;
    }

    public override string ToString() =>
        $"{name}: {Runs:N0} runs, {EdgesOfSeeds} edges by the seeds, {Edges} found, {Kept} inputs kept, {_faults.Count} faults; slowest {Slowest.TotalMilliseconds:0} ms, most memory {WorstBytes / 1024:N0} KiB; seed {seed}";

    private void Try(byte* map, byte[] input, bool keep)
    {
        new Span<byte>(map, MapSize).Clear();
        Instrumented.Begin();
        Runs++;
        var (before, since) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        try
        {
            run(input);
            var (bytes, took) = (GC.GetAllocatedBytesForCurrentThread() - before, Stopwatch.GetElapsedTime(since));

            // A bounded pool of names that grew once is not what this input costs: the second time tells.
            if (bytes > Allowed(input))
            {
                before = GC.GetAllocatedBytesForCurrentThread();
                run(input);
                bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            (WorstBytes, Slowest) = (Math.Max(WorstBytes, bytes), took > Slowest ? took : Slowest);
            if (bytes > Allowed(input)) throw new InvalidOperationException($"{input.Length} bytes cost {bytes} bytes of memory.");
            if (took > _longest) throw new TimeoutException($"{input.Length} bytes took {took}.");
        }
        catch (Exception fault)
        {
            var key = $"{fault.GetType().Name} {fault.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("IoTConsole", StringComparison.Ordinal))?.Trim()}";
            if (!_faults.TryGetValue(key, out var known) || known.Input.Length > input.Length) _faults[key] = (input, fault);
        }

        if (Learn(map) && keep) _kept.Add(input);
        else if (_kept.Count == 0) _kept.Add(input);
    }

    private long Allowed(byte[] input) => mostBytes + (200L * input.Length);

    private bool Learn(byte* map)
    {
        var isNew = false;
        var words = (ulong*)map;
        for (var i = 0; i < MapSize / 8; i++)
        {
            if (words[i] == 0) continue;
            for (var at = i * 8; at < (i * 8) + 8; at++)
            {
                if (map[at] == 0) continue;
                var kind = ClassOf(map[at]);
                if ((_seen[at] & kind) != 0) continue;
                _seen[at] |= kind;
                isNew = true;
            }
        }

        return isNew;
    }

    private static byte ClassOf(byte count) => count switch { 1 => 1, 2 => 2, 3 => 4, < 8 => 8, < 16 => 16, < 32 => 32, < 128 => 64, _ => 128 };
}
