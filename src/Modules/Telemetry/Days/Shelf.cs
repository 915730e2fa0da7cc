using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Telemetry.Days;

internal enum ShelfKind : byte
{
    /// <summary>Readings of a day that is not closed yet, or that came late for one; any number a day.</summary>
    Part = 0,

    /// <summary>All readings of a closed day that were there when it was written; one a day.</summary>
    Closed = 1,

    /// <summary>The hours of a closed day; one a day.</summary>
    Hours = 2,
}

/// <summary>A line of the catalogue. A file counts only while it has one.</summary>
/// <param name="Day">Its beginning, milliseconds since 1970.</param>
/// <param name="Newest">The newest arrival in it, to the minute above.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Volume(string File, long Day, ShelfKind Kind, long Rows, long Bytes, long Newest);

/// <summary>The files of closed days in their directory, opened when first asked for.</summary>
internal sealed class Shelf(string directory, ILogger log) : IDisposable
{
    public const long DayLength = 86_400_000;
    private readonly ConcurrentDictionary<string, DayFile> _open = new(StringComparer.Ordinal);
    private List<DayFile> _leaving = [];

    public static long DayOf(long at) => at / DayLength * DayLength;

    public string PathOf(string file) => Path.Combine(directory, file);

    public string NewName(long day, ShelfKind kind) => string.Create(
        CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeMilliseconds(day):yyyy-MM-dd}.{Guid.CreateVersion7():N}.{kind.ToString().ToLowerInvariant()}");

    /// <exception cref="FileNotFoundException">It was replaced since the catalogue was read, or it is lost.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public DayFile Open(Volume volume) => _open.TryGetValue(volume.File, out var open) ? open : _open.GetOrAdd(volume.File, static (f, path) => DayFile.Open(path), PathOf(volume.File));

    /// <summary>Its line is gone from the catalogue. Whoever still reads it keeps it open until done.</summary>
    public void Drop(IEnumerable<Volume> volumes)
    {
        foreach (var volume in volumes)
        {
            // A query may be in the middle of it; it is closed with the next upkeep, and a query still at it then asks again.
            if (_open.TryRemove(volume.File, out var file)) _leaving.Add(file);
            File.Delete(PathOf(volume.File));
        }
    }

    /// <summary>Closes what was dropped before: only then is its space free.</summary>
    public void Settle()
    {
        foreach (var file in _leaving) file.Dispose();
        _leaving = [];
    }

    /// <summary>
    /// After a crash: files without a line were being written, and their readings are still where they were. They are laid aside for a week rather
    /// than deleted, in case it is the catalogue that was lost.
    /// </summary>
    public void Tidy(IReadOnlyCollection<Volume> catalogue, DateTimeOffset now)
    {
        var aside = Directory.CreateDirectory(Path.Combine(directory, "aside")).FullName;
        var known = catalogue.Select(v => v.File).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(directory).Where(p => !known.Contains(Path.GetFileName(p))))
        {
            log.LogWarning("{File} is in no catalogue: its writing was interrupted. It is laid aside for a week", Path.GetFileName(path));
            File.Move(path, Path.Combine(aside, Path.GetFileName(path)), overwrite: true);
        }

        foreach (var path in Directory.GetFiles(aside).Where(p => File.GetLastWriteTimeUtc(p) < now.UtcDateTime.AddDays(-7))) File.Delete(path);
        foreach (var lost in catalogue.Where(v => !File.Exists(PathOf(v.File))))
            log.LogError("{File} with {Rows} readings is missing from {Directory}; restore it from a backup", lost.File, lost.Rows, directory);
    }

    public void Dispose()
    {
        Settle();
        foreach (var file in _open.Values) file.Dispose();
        _open.Clear();
    }
}
