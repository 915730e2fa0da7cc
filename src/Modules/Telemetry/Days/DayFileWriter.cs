using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace IoTConsole.Telemetry.Days;

/// <summary>Writes a file of one day, series by series. It is on disk when <see cref="Finish"/> returns, and counts only once the store's catalogue names it.</summary>
internal sealed class DayFileWriter(string path, long day) : IDisposable
{
    // Metrics of one device stand near each other and report together: they share their times.
    private const int Remembered = 64;
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 20);
    private readonly ArrayBufferWriter<byte> _frames = new(8192);
    private readonly ArrayBufferWriter<byte> _part = new(16384);
    private readonly List<Place> _contents = [];
    private readonly Dictionary<UInt128, (long Offset, int Length, uint Check)> _known = [];
    private readonly Queue<UInt128> _order = new();
    private long _length;
    private long _rows;
    private long _newest;

    /// <param name="run">Of a series greater than those before, sorted by event time.</param>
    public void Add(Run run)
    {
        if (run.Count == 0) return;
        _part.ResetWrittenCount();
        var digest = DigestOf(run);
        uint check = 0;
        if (_known.TryGetValue(digest, out var shared))
        {
            _part.Byte(1);
            _part.Number((ulong)shared.Length);
            _part.Number((ulong)(_length - shared.Offset));
            check = shared.Check;
        }
        else
        {
            _frames.ResetWrittenCount();
            FrameColumns.Write(_frames, day, run.At, run.Sequences, run.Lags);
            _part.Byte(0);
            _part.Number((ulong)_frames.WrittenCount);
            Remember(digest, (_length + _part.WrittenCount, _frames.WrittenCount, DayFile.Checksum(0, _frames.WrittenSpan)));
            _part.Write(_frames.WrittenSpan);
        }

        ValueColumns.Write(_part, run);
        check = DayFile.Checksum(check, _part.WrittenSpan);
        _file.Write(_part.WrittenSpan);
        _contents.Add(new(run.Series, run.Count, _length, _part.WrittenCount, (int)(run.At[0] - day), (int)(run.At[^1] - day), check));
        _length += _part.WrittenCount;
        _rows += run.Count;
        for (var i = 0; i < run.Count; i++) _newest = Math.Max(_newest, run.At[i] + ((run.Lags[i] + 1) * FrameColumns.Minute));
    }

    /// <returns>Readings in it and its size.</returns>
    public (long Rows, long Bytes) Finish()
    {
        var contents = CollectionsMarshal.AsSpan(_contents);
        _file.Write(MemoryMarshal.AsBytes(contents));
        Span<byte> footer = stackalloc byte[DayFile.FooterSize];
        DayFile.Magic.CopyTo(footer);
        BinaryPrimitives.WriteInt64LittleEndian(footer[8..], day);
        BinaryPrimitives.WriteInt64LittleEndian(footer[16..], _length);
        BinaryPrimitives.WriteInt32LittleEndian(footer[24..], _contents.Count);
        BinaryPrimitives.WriteInt64LittleEndian(footer[32..], _rows);
        BinaryPrimitives.WriteInt64LittleEndian(footer[40..], _newest);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[48..], DayFile.Checksum(0, MemoryMarshal.AsBytes(contents)));
        BinaryPrimitives.WriteUInt32LittleEndian(footer[56..], DayFile.Checksum(0, footer[..56]));
        _file.Write(footer);
        _file.Flush(flushToDisk: true);
        return (_rows, _file.Length);
    }

    public void Dispose() => _file.Dispose();

    private void Remember(UInt128 digest, (long Offset, int Length, uint Check) frames)
    {
        _known[digest] = frames;
        _order.Enqueue(digest);
        if (_order.Count > Remembered) _known.Remove(_order.Dequeue());
    }

    private static UInt128 DigestOf(Run run)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(run.At));
        hash.AppendData(MemoryMarshal.AsBytes(run.Sequences));
        hash.AppendData(MemoryMarshal.AsBytes(run.Lags));
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
