using System.Runtime.InteropServices;

namespace IoTConsole.Telemetry.Store;

/// <param name="Series">All of them together, unless <paramref name="EachSeries"/>.</param>
/// <param name="From">Event time, milliseconds since 1970, inclusive; the first bucket may begin before it and holds only what is within.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Width">Milliseconds; buckets are aligned to whole ones since 1970, UTC.</param>
/// <param name="Most">At most so many buckets, the oldest.</param>
internal sealed record BucketAsk(IReadOnlyList<int> Series, long From, long To, long Width, int Most, bool EachSeries = false);

/// <summary>What one bucket says. Text counts, and has no number.</summary>
/// <param name="Series">0 where all series were taken together.</param>
/// <param name="Count">Readings, text included.</param>
/// <param name="Numbers">Those of them with a number; a boolean is 1 or 0.</param>
/// <param name="First">Of the least event time among the numbers; null where there is none. So are the other numbers. Of several series
/// together and of equal times: of any of them; an hour that is only kept as such counts as one time.</param>
/// <param name="Text">The newest text; null where there is none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Bucket(
    int Series, long Start, long Count, long Numbers, double? Minimum, double? Maximum, double? Sum, double? First, double? Last, string? Text)
{
    public double? Average => Sum / Numbers;
}
