using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>A packet announced itself larger than allowed. Nothing of its body was kept.</summary>
internal sealed class OversizePacketException(long bytes, int limit)
    : IOException($"A packet of {bytes} bytes was announced; the limit is {limit}.")
{
    public long Bytes => bytes;
}

/// <summary>
/// Looks at the length in each packet's fixed header before the packet is buffered. MQTTnet reads one packet at a time and
/// leaves what follows, so every read starts at a packet. Source of the header: OASIS MQTT 5.0, 2.1.4.
/// </summary>
internal sealed class PacketLimit(PipeReader inner, int limit) : PipeReader
{
    private volatile bool _ended;

    /// <summary>Told before the reader fails: afterwards MQTTnet closes the way out as well.</summary>
    public Func<OversizePacketException, Task>? Oversize { get; set; }

    // Once a publish: a connection's waits reuse what they wait in.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await inner.ReadAsync(cancellationToken);
        if (_ended) throw new ConnectionResetException("The client is let go.");
        if (Refuse(result) is not { } fault) return result;
        if (Oversize is { } tell) await tell(fault);
        throw fault;
    }

    public override bool TryRead(out ReadResult result)
    {
        var read = inner.TryRead(out result);
        return read && Refuse(result) is { } fault ? throw fault : read;
    }

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    /// <summary>Whoever reads now, or reads next, hears that the connection is over.</summary>
    public void End()
    {
        _ended = true;
        inner.CancelPendingRead();
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <summary>Reads the refused packet away: closing with bytes unread would reset the connection and lose our reason code.</summary>
    public async Task DiscardAsync(long bytes, CancellationToken ct)
    {
        while (bytes > 0)
        {
            var result = await inner.ReadAsync(ct);
            bytes -= result.Buffer.Length;
            inner.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted || result.IsCanceled) return;
        }
    }

    private OversizePacketException? Refuse(in ReadResult result)
    {
        var announced = LengthOf(result.Buffer);
        if (announced <= limit)
        {
            // MQTTnet would ask again and again for the rest of a packet whose sender is gone.
            if (result.IsCompleted && result.Buffer.Length > 0 && (announced == 0 || announced > result.Buffer.Length))
                throw new ConnectionResetException("The connection ended inside a packet.");
            return null;
        }

        inner.AdvanceTo(result.Buffer.Start);
        return new OversizePacketException(announced, limit);
    }

    /// <summary>Of the whole packet; 0 while the header is not complete.</summary>
    private static long LengthOf(in ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out _)) return 0;
        long length = 0;
        for (var shift = 0; shift <= 21; shift += 7)
        {
            if (!reader.TryRead(out var part)) return 0;
            length |= (long)(part & 0x7F) << shift;
            if ((part & 0x80) == 0) return length + reader.Consumed;
        }

        return long.MaxValue;
    }
}
