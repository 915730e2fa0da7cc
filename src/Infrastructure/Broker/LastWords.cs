using System.IO.Pipelines;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// The way out to a client. MQTTnet ends it with the fault that ended the connection, and a pipe that ends with a fault throws
/// away what was written just before: the acknowledgement or the goodbye.
/// </summary>
internal sealed class LastWords(PipeWriter inner) : PipeWriter
{
    public override void Complete(Exception? exception = null) => inner.Complete();

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) => inner.WriteAsync(source, cancellationToken);
}
