using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace IoTConsole.Telemetry.Days;

/// <summary>Writes a file of one day, series by series. It is on disk when <see cref="Finish"/> returns, and counts only once the store's catalogue names it.</summary>
internal sealed class DayFileWriter(string path, long day) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 20);
    private readonly ArrayBufferWriter<byte> _frames = new(8192);
    private readonly ArrayBufferWriter<byte> _part = new(16384);
    private readonly List<Place> _contents = [];
    private readonly SharedFrames _recent = new();
    private long _length;
    private long _rows;

    /// <summary>The newest arrival in it, to the minute above.</summary>
    public long Newest { get; private set; }

    /// <param name="run">Of a series greater than those before, sorted by event time.</param>
    public void Add(Run run)
    {
        if (run.Count == 0) return;
        _part.ResetWrittenCount();
        uint check = 0;
        if (_recent.Find(run, out var which) is { } shared)
        {
            check = shared.Check;
            _part.Byte(which is null ? DayFile.SharedFrames : DayFile.SomeFrames);
            _part.Number((ulong)shared.Length);
            _part.Number((ulong)(_length - shared.Offset));
            if (which is not null)
            {
                _part.Number((ulong)shared.At.Length);
                ValueColumns.WriteColumn(_part, which);
            }
        }
        else
        {
            _frames.ResetWrittenCount();
            FrameColumns.Write(_frames, day, run.At, run.Sequences, run.Lags);
            _part.Byte(DayFile.OwnFrames);
            _part.Number((ulong)_frames.WrittenCount);
            _recent.Remember(run, _length + _part.WrittenCount, _frames.WrittenCount, DayFile.Checksum(0, _frames.WrittenSpan));
            _part.Write(_frames.WrittenSpan);
        }

        ValueColumns.Write(_part, run);
        Add(run.Series, run.Count, check);
        for (var i = 0; i < run.Count; i++) Newest = Math.Max(Newest, run.At[i] + ((run.Lags[i] + 1) * FrameColumns.Minute));
    }

    /// <summary>The hours of one series, in a file of hours.</summary>
    public void Add(int series, IReadOnlyList<Hour> hours)
    {
        if (hours.Count == 0) return;
        _part.ResetWrittenCount();
        HourColumns.Write(_part, day, hours);
        Add(series, hours.Count, 0);
    }

    private void Add(int series, int count, uint check)
    {
        _file.Write(_part.WrittenSpan);
        _contents.Add(new(series, count, checked((uint)_length), _part.WrittenCount, DayFile.Checksum(check, _part.WrittenSpan)));
        _length += _part.WrittenCount;
        _rows += count;
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
        BinaryPrimitives.WriteInt64LittleEndian(footer[40..], Newest);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[48..], DayFile.Checksum(0, MemoryMarshal.AsBytes(contents)));
        BinaryPrimitives.WriteUInt32LittleEndian(footer[56..], DayFile.Checksum(0, footer[..56]));
        _file.Write(footer);
        _file.Flush(flushToDisk: true);
        return (_rows, _file.Length);
    }

    public void Dispose() => _file.Dispose();
}
