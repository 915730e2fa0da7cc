using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Days;

namespace IoTConsole.Telemetry.Store;

/// <summary>Buckets put together from recent readings, closed days and hours, in any order.</summary>
internal sealed class BucketSums(BucketAsk ask)
{
    private readonly Dictionary<(int Series, long Start), Sums> _sums = [];

    [StructLayout(LayoutKind.Auto)]
    private struct Sums
    {
        public long Count, Numbers, FirstAt, LastAt, TextAt;
        public double Minimum, Maximum, Sum, First, Last;
        public string? Text;
    }

    /// <summary>Days come in order: when there are more buckets than asked for before this one, it can only add newer ones.</summary>
    public bool HaveEnoughBefore(long day) => _sums.Count > ask.Most && _sums.Keys.Count(k => k.Start + ask.Width <= day) >= ask.Most;

    /// <summary>Whether the range takes each hour of the day wholly or not at all.</summary>
    public bool HasWholeHoursOf(long day) =>
        (ask.From <= day || ask.From % Hour.Length == 0) && (ask.To >= day + Shelf.DayLength || ask.To % Hour.Length == 0);

    public void AddRecent(DuckDBConnection connection, string where, CancellationToken ct)
    {
        using var command = connection.CreateCommand();
        using var leaving = ct.Register(static c => ((DuckDBCommand)c!).Cancel(), command);
        command.CommandText = $"""
            SELECT {(ask.EachSeries ? "series" : "0::INTEGER")} AS of, ts // {ask.Width} * {ask.Width} AS start, count(*), count(value), min(value), max(value), sum(value),
                arg_min(value, ts), arg_max(value, ts), min(ts) FILTER (value IS NOT NULL), max(ts) FILTER (value IS NOT NULL),
                arg_max(text, ts) FILTER (value IS NULL), max(ts) FILTER (value IS NULL)
            {where} GROUP BY of, start ORDER BY start, of LIMIT {ask.Most}
            """;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            ref var sums = ref At(rows.GetInt32(0), rows.GetInt64(1));
            sums.Count += rows.GetInt64(2);
            if (rows.GetInt64(3) is > 0 and var numbers)
            {
                Add(ref sums, numbers, rows.GetDouble(4), rows.GetDouble(5), rows.GetDouble(6), (rows.GetInt64(9), rows.GetDouble(7)), (rows.GetInt64(10), rows.GetDouble(8)));
            }

            if (!rows.IsDBNull(11)) AddText(ref sums, rows.GetInt64(12), rows.GetString(11));
        }
    }

    public void Add(Run run)
    {
        for (var i = run.IndexOf(ask.From); i < run.Count && run.At[i] < ask.To; i++)
        {
            var at = run.At[i];
            ref var sums = ref At(ask.EachSeries ? run.Series : 0, at / ask.Width * ask.Width);
            sums.Count++;
            var number = run.Numbers[i];
            if (run.Kinds[i] == ReadingKind.Text) AddText(ref sums, at, run.Texts[i]!);
            else Add(ref sums, 1, number, number, number, (at, number), (at, number));
        }
    }

    /// <summary>Their first and last are taken to lie at the ends of the hour: later readings of the same hour, if any, are not older than the detail.</summary>
    public void Add(int series, List<Hour> hours)
    {
        foreach (var hour in hours)
        {
            if (hour.Start < ask.From / Hour.Length * Hour.Length || hour.Start >= ask.To) continue;
            ref var sums = ref At(ask.EachSeries ? series : 0, hour.Start / ask.Width * ask.Width);
            sums.Count += hour.Count;
            if (hour.Numbers > 0)
                Add(ref sums, hour.Numbers, hour.Minimum, hour.Maximum, hour.Sum, (hour.Start, hour.First), (hour.Start + Hour.Length - 1, hour.Last));
        }
    }

    public List<Bucket> Oldest() =>
    [
        .. _sums.OrderBy(s => s.Key.Start).ThenBy(s => s.Key.Series).Take(ask.Most).Select(s => s.Value.Numbers > 0
            ? new Bucket(s.Key.Series, s.Key.Start, s.Value.Count, s.Value.Numbers, s.Value.Minimum, s.Value.Maximum, s.Value.Sum, s.Value.First, s.Value.Last, s.Value.Text)
            : new Bucket(s.Key.Series, s.Key.Start, s.Value.Count, 0, null, null, null, null, null, s.Value.Text)),
    ];

    private ref Sums At(int series, long start) => ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, (series, start), out _);

    private static void Add(ref Sums sums, long numbers, double least, double most, double sum, (long At, double Number) first, (long At, double Number) last)
    {
        if (sums.Numbers == 0)
        {
            (sums.Minimum, sums.Maximum, sums.FirstAt, sums.First, sums.LastAt, sums.Last) = (least, most, first.At, first.Number, last.At, last.Number);
        }
        else
        {
            (sums.Minimum, sums.Maximum) = (Math.Min(sums.Minimum, least), Math.Max(sums.Maximum, most));
            if (first.At < sums.FirstAt) (sums.FirstAt, sums.First) = first;
            if (last.At > sums.LastAt) (sums.LastAt, sums.Last) = last;
        }

        sums.Numbers += numbers;
        sums.Sum += sum;
    }

    private static void AddText(ref Sums sums, long at, string text)
    {
        if (sums.Text is null || at > sums.TextAt) (sums.TextAt, sums.Text) = (at, text);
    }
}
