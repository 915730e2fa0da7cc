namespace IoTConsole.Benchmarks;

/// <summary>How long and how often; the defaults are what docs/benchmarks.md was written with.</summary>
/// <param name="Command">As it is written into the report.</param>
/// <param name="Slice">Of one broker at a time.</param>
/// <param name="Rounds">Pairs of slices.</param>
/// <param name="Minutes">Of those measures that hold a load.</param>
internal sealed record Options(string Command, TimeSpan Slice, int Rounds, double Minutes);
