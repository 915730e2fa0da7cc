using System.Globalization;
using CsvHelper;

namespace IoTConsole.Simulation.Replay;

/// <summary>
/// Reads a data set as it is, dirt included: a blank is a metric that is missing; a cell that is no finite number (<c>#VALUE!</c>) is sent as the
/// text that stands there; a repeated frame is a row again. Only a row without a readable time, or without any value, is not sent.
/// </summary>
internal sealed class DataSetReader
{
    private readonly DataSet _set;
    private readonly TimeZoneInfo _zone;
    private readonly bool _carriesOffset;
    private readonly List<ReplayRow> _rows = [];
    private readonly List<UnsentRow> _unsent = [];
    private int _lines;
    private int _blanks;
    private int _texts;

    private DataSetReader(DataSet set)
    {
        (_set, _zone) = (set, TimeZoneInfo.FindSystemTimeZoneById(set.Zone));
        _carriesOffset = set.TimeFormats.Any(f => f.EndsWith("zzz", StringComparison.Ordinal) || f.EndsWith("'Z'", StringComparison.Ordinal));
    }

    /// <param name="directory">The folder of this data set.</param>
    /// <exception cref="FileNotFoundException">A file of the set is missing.</exception>
    /// <exception cref="FormatException">A file does not have the columns that the mapping names.</exception>
    public static ReadDataSet Read(DataSet set, string directory)
    {
        var reader = new DataSetReader(set);
        foreach (var file in set.Files)
        {
            var path = Path.Combine(directory, file.Name);
            if (!File.Exists(path)) throw new FileNotFoundException($"{set.Name} has no {file.Name} here.", path);
            using var text = new StreamReader(path);
            reader.Add(file, text);
        }

        return new ReadDataSet(set, reader._lines, reader._rows.OrderBy(r => r.At).ToList(), reader._unsent, reader._blanks, reader._texts);
    }

    private void Add(DataFile file, TextReader text)
    {
        using var csv = CsvReader.Create(text, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true });
        csv.ReadHeader();
        int IndexOf(string column) => csv.TryGetFieldIndex(column, out var index) ? index : -1;
        var devices = _set.Columns.Select(c => (Map: c, Index: IndexOf(c.Column))).Where(c => c.Index >= 0)
            .GroupBy(c => _set.DeviceIdOf(file.Device ?? c.Map.Device), c => (c.Map.Metric, c.Index)).ToList();
        // The files of a set may differ in some columns; one that has few of them is another file.
        if (devices.Sum(d => d.Count()) * 2 < _set.Columns.Count || _set.TimeColumns.Any(c => IndexOf(c) < 0))
            throw new FormatException($"{file.Name} does not have the columns of {_set.Name}.");
        while (csv.Read())
        {
            _lines++;
            foreach (var device in devices) Add(file, csv, device.Key, device);
        }
    }

    private void Add(DataFile file, CsvReader csv, string device, IEnumerable<(string Metric, int Index)> columns)
    {
        var line = (int)csv.LineNumber;
        var (at, fault) = TimeOf(string.Join(' ', _set.TimeColumns.Select(c => Cell(csv, csv.GetFieldIndex(c)))));
        long? sequence = null;
        if (fault is null && _set.Sequence is not null)
        {
            if (long.TryParse(Cell(csv, csv.GetFieldIndex(_set.Sequence)), NumberStyles.None, CultureInfo.InvariantCulture, out var counter)) sequence = counter;
            else fault = UnsentRow.BadSequence;
        }

        var values = fault is null ? columns.Select(c => ValueOf(c.Metric, Cell(csv, c.Index))).OfType<ReplayValue>().ToList() : [];
        if (values.Count == 0) _unsent.Add(new(file.Name, line, device, fault ?? UnsentRow.NoValues));
        else _rows.Add(new(file.Name, line, device, at, sequence, values));
    }

    // A line that was cut off has blanks where the rest should be.
    private static string Cell(CsvReader csv, int index) => index < csv.FieldCount ? csv.GetString(index) ?? "" : "";

    private ReplayValue? ValueOf(string metric, string cell)
    {
        var text = cell.Trim();
        if (text.Length == 0)
        {
            _blanks++;
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return new(metric, number, null);
        _texts++;
        return new(metric, double.NaN, text);
    }

    private (long At, string? Fault) TimeOf(string text)
    {
        if (_carriesOffset)
        {
            return DateTimeOffset.TryParseExact(text, _set.TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                ? (moment.ToUnixTimeMilliseconds(), null)
                : (0, UnsentRow.BadTime);
        }

        if (!DateTime.TryParseExact(text, _set.TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return (0, UnsentRow.BadTime);
        if (_zone.IsInvalidTime(local)) return (0, UnsentRow.NoSuchTime);
        // Of an hour that clocks show twice, the first is meant.
        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return (new DateTimeOffset(local, offset).ToUnixTimeMilliseconds(), null);
    }
}
