using System.Buffers;
using System.Collections.Concurrent;

namespace IoTConsole.Telemetry.Payloads;

/// <summary>One string for each name that was ever sent, so that a reading costs none.</summary>
internal sealed class NamePool
{
    private const int MostNames = 200_000; // a client that invents names must not fill the memory
    private static readonly SearchValues<char> _metricChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    private static readonly SearchValues<char> _deviceChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-");

    private readonly ConcurrentDictionary<string, string> _names = new();
    private readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public NamePool() => _bySpan = _names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Null when it is not a metric's name.</summary>
    public string? Metric(ReadOnlySpan<char> name) => Fits(name, _metricChars) ? Shared(name) : null;

    /// <summary>Null when it cannot be a device's name.</summary>
    public string? Device(ReadOnlySpan<char> name) => Fits(name, _deviceChars) ? Shared(name) : null;

    private static bool Fits(ReadOnlySpan<char> name, SearchValues<char> allowed) =>
        name.Length is > 0 and <= 64 && !name.ContainsAnyExcept(allowed);

    private string Shared(ReadOnlySpan<char> name)
    {
        if (_bySpan.TryGetValue(name, out var known)) return known;
        var made = name.ToString();
        return _names.Count < MostNames ? _names.GetOrAdd(made, made) : made;
    }
}
