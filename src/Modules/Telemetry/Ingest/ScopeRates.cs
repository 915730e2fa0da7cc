using System.Collections.Concurrent;

namespace IoTConsole.Telemetry.Ingest;

/// <summary>Readings taken (stored, or found to be stored already) in each of the last seconds, at every node of the site trees: a rate for any scope, and no other's.</summary>
internal sealed class ScopeRates(TimeProvider clock)
{
    private const int Seconds = 64;
    private readonly ConcurrentDictionary<Guid, Tree> _trees = new();

    /// <summary>Counts at the node with this path and at every node above it. Called by the writer only.</summary>
    public void Add(Guid tenantId, string path, int readings)
    {
        var tree = _trees.GetOrAdd(tenantId, static _ => new Tree());
        var second = clock.GetUtcNow().ToUnixTimeSeconds();
        for (var end = path.IndexOf('/'); end >= 0; end = path.IndexOf('/', end + 1)) tree.NodeAt(path.AsSpan(0, end + 1)).Add(second, readings);
    }

    /// <summary>Readings taken in each of the last 60 full seconds at or below these nodes, oldest first.</summary>
    public double[] LastMinute(Guid tenantId, IReadOnlyList<string> paths)
    {
        var sum = new double[60];
        if (!_trees.TryGetValue(tenantId, out var tree)) return sum;
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (var path in paths)
            if (tree.Find(path) is { } node)
                for (var i = 0; i < sum.Length; i++) sum[i] += node.At(now - sum.Length + i);
        return sum;
    }

    private sealed class Tree
    {
        private readonly ConcurrentDictionary<string, Node> _nodes = new();
        private readonly ConcurrentDictionary<string, Node>.AlternateLookup<ReadOnlySpan<char>> _byPath;

        public Tree() => _byPath = _nodes.GetAlternateLookup<ReadOnlySpan<char>>();

        public Node NodeAt(ReadOnlySpan<char> path) =>
            _byPath.TryGetValue(path, out var node) ? node : _nodes.GetOrAdd(path.ToString(), static _ => new Node());

        public Node? Find(string path) => _nodes.GetValueOrDefault(path);
    }

    private sealed class Node
    {
        private readonly int[] _counts = new int[Seconds];
        private readonly long[] _seconds = new long[Seconds];

        public void Add(long second, int readings)
        {
            var slot = second % Seconds;
            if (_seconds[slot] != second)
            {
                _counts[slot] = 0;
                Volatile.Write(ref _seconds[slot], second);
            }

            _counts[slot] += readings;
        }

        public int At(long second) => Volatile.Read(ref _seconds[second % Seconds]) == second ? _counts[second % Seconds] : 0;
    }
}
