using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Telemetry.History;

/// <summary>How wide a bucket is when nobody said.</summary>
internal static class BucketWidth
{
    // Round steps, so that a chart's marks fall on whole minutes and hours.
    private static readonly long[] _steps =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000];

    /// <summary>Milliseconds; zero for raw readings.</summary>
    public static long Of(SeriesAsk ask)
    {
        if (ask.Aggregate == Aggregate.Raw) return 0;
        return ask.Bucket is { } said ? (long)said.TotalMilliseconds : Smallest(ask.To - ask.From, ask.MostPoints);
    }

    /// <summary>The smallest round width of which a range has at most so many; it may begin and end within one.</summary>
    public static long Smallest(TimeSpan range, int most)
    {
        var seconds = (long)Math.Ceiling(range.TotalSeconds);
        foreach (var step in _steps)
            if ((seconds / step) + 2 <= most) return 1000 * step;

        // Beyond the round steps: whole numbers of the widest, and one bucket may hold everything from 1970 to the calendar's end.
        var widest = _steps[^1];
        return 1000 * widest * ((most <= 2 ? DateTimeOffset.MaxValue.ToUnixTimeSeconds() / widest : seconds / widest / (most - 2)) + 1);
    }
}
