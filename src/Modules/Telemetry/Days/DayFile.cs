using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IoTConsole.Telemetry.Days;

/// <summary>Where the part of one series lies in a file.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct Place(int Series, int Count, uint Offset, int Length, uint Check);

/// <summary>
/// Readings of one day in the order of series and event time: a part a series, each with a checksum, then a table of contents in the order
/// of the series. Written once and never changed; may be read by several at once.
/// </summary>
internal sealed class DayFile : IDisposable
{
    public const int FooterSize = 64;
    public const byte OwnFrames = 0;
    public const byte SharedFrames = 1;
    public const byte SomeFrames = 2;
    public static readonly byte[] Magic = "IOTDAY1\n"u8.ToArray();
    private readonly SafeFileHandle _file;
    private readonly long _contents;

    private DayFile(SafeFileHandle file, string path, ReadOnlySpan<byte> footer)
    {
        (_file, Path) = (file, path);
        Day = BinaryPrimitives.ReadInt64LittleEndian(footer[8..]);
        _contents = BinaryPrimitives.ReadInt64LittleEndian(footer[16..]);
        SeriesCount = BinaryPrimitives.ReadInt32LittleEndian(footer[24..]);
        Rows = BinaryPrimitives.ReadInt64LittleEndian(footer[32..]);
        NewestArrival = BinaryPrimitives.ReadInt64LittleEndian(footer[40..]);
        ContentsCheck = BinaryPrimitives.ReadUInt32LittleEndian(footer[48..]);
    }

    public string Path { get; }

    /// <summary>Its beginning, milliseconds since 1970.</summary>
    public long Day { get; }

    public int SeriesCount { get; }

    public long Rows { get; }

    public long NewestArrival { get; }

    private uint ContentsCheck { get; }

    /// <exception cref="InvalidDataException">It is not such a file, or not whole.</exception>
    public static DayFile Open(string path)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        try
        {
            Span<byte> footer = stackalloc byte[FooterSize];
            var length = RandomAccess.GetLength(file);
            if (length < FooterSize || RandomAccess.Read(file, footer, length - FooterSize) != FooterSize
                || !footer[..8].SequenceEqual(Magic) || Checksum(0, footer[..56]) != BinaryPrimitives.ReadUInt32LittleEndian(footer[56..]))
                throw new InvalidDataException($"{System.IO.Path.GetFileName(path)} is not whole.");
            return new(file, path, footer);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public bool TryFind(int series, out Place place)
    {
        var (low, high) = (0, SeriesCount - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            place = PlaceAt(middle);
            if (place.Series == series) return true;
            if (place.Series < series) low = middle + 1;
            else high = middle - 1;
        }

        place = default;
        return false;
    }

    /// <summary>The whole table of contents.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public Place[] Contents()
    {
        var places = new Place[SeriesCount];
        Fill(MemoryMarshal.AsBytes(places.AsSpan()), _contents);
        if (Checksum(0, MemoryMarshal.AsBytes(places.AsSpan())) != ContentsCheck) throw new InvalidDataException("Its table of contents is damaged.");
        return places;
    }

    /// <exception cref="InvalidDataException">The part is damaged.</exception>
    public void Read(Place place, Run into)
    {
        var bytes = new byte[place.Length];
        Fill(bytes, place.Offset);
        var header = new ByteReader(bytes);
        var how = header.Byte();
        into.Begin(place.Series, place.Count);
        if (how == OwnFrames)
        {
            if (Checksum(0, bytes) != place.Check) throw Damaged(place);
            FrameColumns.Read(header.Bytes(header.Count(bytes.Length)), Day, into.At, into.Sequences, into.Lags);
        }
        else
        {
            var shared = new byte[header.Count(int.MaxValue)];
            Fill(shared, place.Offset - (long)header.Number());
            if (Checksum(Checksum(0, shared), bytes) != place.Check) throw Damaged(place);
            if (how == SharedFrames) FrameColumns.Read(shared, Day, into.At, into.Sequences, into.Lags);
            else ReadSome(shared, ref header, into);
        }

        ValueColumns.Read(header.Rest(), into);
    }

    /// <summary>Of a file of hours.</summary>
    /// <exception cref="InvalidDataException">The part is damaged.</exception>
    public List<Hour> ReadHours(Place place)
    {
        var bytes = new byte[place.Length];
        Fill(bytes, place.Offset);
        if (Checksum(0, bytes) != place.Check) throw Damaged(place);
        return HourColumns.Read(bytes, Day, place.Count);
    }

    private void ReadSome(byte[] shared, ref ByteReader header, Run into)
    {
        var (all, which) = (new Run(), new double[into.Count]);
        all.Begin(into.Series, header.Count(int.MaxValue / 64));
        FrameColumns.Read(shared, Day, all.At, all.Sequences, all.Lags);
        NumberColumn.Read(header.Bytes(header.Count(int.MaxValue)), which);
        for (var i = 0; i < which.Length; i++)
        {
            var from = (int)which[i];
            (into.At[i], into.Sequences[i], into.Lags[i]) = (all.At[from], all.Sequences[from], all.Lags[from]);
        }
    }

    public void Dispose() => _file.Dispose();

    public static uint Checksum(uint so, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) so = BitOperations.Crc32C(so, word);
        foreach (var one in bytes[(words.Length * 8)..]) so = BitOperations.Crc32C(so, one);
        return so;
    }

    private static InvalidDataException Damaged(Place place) => new($"The readings of series {place.Series} are damaged.");

    private Place PlaceAt(int index)
    {
        Place place = default;
        Fill(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref place, 1)), _contents + ((long)index * Marshal.SizeOf<Place>()));
        return place;
    }

    private void Fill(Span<byte> into, long at)
    {
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(_file, into, at);
            if (read == 0) throw new InvalidDataException("The file ends too early.");
            into = into[read..];
            at += read;
        }
    }
}
