using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Series;

namespace IoTConsole.Telemetry.Latest;

internal sealed class LatestValues(SeriesBook book, LatestBoard board) : ILatestValues
{
    public IReadOnlyList<LatestValue> For(Guid deviceId)
    {
        if (book.Find(deviceId) is not { } track) return [];
        var values = new List<LatestValue>(track.Series.Length);
        foreach (var series in track.Series)
        {
            if (board.TryGet(series.Id, out var cell))
                values.Add(new(series.Metric, MetricCatalogue.UnitOf(series.Metric), cell.Reading.Value,
                    DateTimeOffset.FromUnixTimeMilliseconds(cell.Reading.At), DateTimeOffset.FromUnixTimeMilliseconds(cell.Arrived)));
        }

        values.Sort((a, b) => string.CompareOrdinal(a.Metric, b.Metric));
        return values;
    }
}
