using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using MQTTnet.Protocol;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// The publishes of one connection on their way. They are taken one after another without waiting for the one before to be
/// stored, and acknowledged in the order they came (OASIS MQTT 5.0, 4.6). A client that is further ahead is not read.
/// </summary>
internal sealed class PublishLane(BrokerChannel channel, BrokerConnections owner, TakePublishes publishes, int mostBytes, TimeProvider clock)
{
    /// <summary>Publishes of one connection under way at once; what a version 5 client is told as Receive Maximum.</summary>
    public const int Most = 512;

    /// <summary>Payload bytes of them; a larger single message still passes, alone.</summary>
    public const int MostBytes = 1024 * 1024;

    private readonly Queue<UnderWay> _underWay = new();
    private Dictionary<ushort, string>? _aliases;
    private TaskCompletionSource? _room;
    private byte[] _topicBytes = [];
    private string _topic = "";
    private string? _contentType;
    private int _bytes;
    private int _acknowledgeable;
    private bool _answering;

    /// <summary>Takes every PUBLISH there is; returns when the next packet is another one, for MQTTnet to read.</summary>
    public async ValueTask TakeAsync(PipeReader input, LiveSession session, CancellationToken ct)
    {
        while (true)
        {
            channel.Listen();
            var read = await input.ReadAsync(ct);
            channel.StopListening();
            var rest = read.Buffer;
            while (PublishPacket.IsNext(rest) && PublishPacket.TryMeasure(rest, out var first, out var length, out var header) && length <= mostBytes)
            {
                if (owner.IsDraining) await Task.Delay(Timeout.Infinite, ct);
                while (!HasUsedItsQuota(session) && IsFull(out var room)) await room.WaitAsync(ct);
                var kept = ArrayPool<byte>.Shared.Rent(length - header);
                rest.Slice(header, length - header).CopyTo(kept);
                rest = rest.Slice(length);
                await BeginAsync(first, kept, length - header, session, ct);
            }

            // What begins after a publish is looked at again from its head, where its length is judged.
            var took = rest.Length < read.Buffer.Length;
            var others = rest.IsEmpty ? read.IsCompleted : !PublishPacket.IsNext(rest);
            input.AdvanceTo(rest.Start, took || others ? rest.Start : rest.End);
            if (others) return;
        }
    }

    /// <summary>A client that knows the Receive Maximum keeps to it.</summary>
    private void CheckQuota(int quality, ushort id, LiveSession session)
    {
        if (quality > 0 && HasUsedItsQuota(session) && session.Once.Find(id) is null)
            throw new BrokenProtocolException(MqttDisconnectReasonCode.ReceiveMaximumExceeded, $"More than {Most} publishes without an answer.");
    }

    private bool HasUsedItsQuota(LiveSession session) => session.IsVersion5 && Volatile.Read(ref _acknowledgeable) + session.Once.Count >= Most;

    private async ValueTask BeginAsync(byte first, byte[] kept, int length, LiveSession session, CancellationToken ct)
    {
        var packet = Read(first, kept, length, session, out var id);
        if (packet.QualityOfService == 1) Interlocked.Increment(ref _acknowledgeable);
        owner.Owe(1);
        var received = clock.GetTimestamp();
        var verdict = await publishes.TakeAsync(packet, session, id, ct);
        lock (_underWay)
        {
            _underWay.Enqueue(new(verdict, kept, length, id, packet.QualityOfService, received));
            _bytes += length;
            if (_answering) return;
            _answering = true;
        }

        _ = AnswerAsync(session);
    }

    private IncomingPublish Read(byte first, byte[] kept, int length, LiveSession session, out ushort id)
    {
        var packet = PublishPacket.Read(first, kept.AsSpan(0, length), session.IsVersion5);
        CheckQuota(packet.QualityOfService, packet.Id, session);
        id = packet.Id;
        var payload = new ReadOnlySequence<byte>(kept, packet.PayloadStart, length - packet.PayloadStart);
        return new(session.Identity, TopicOf(packet), payload, packet.QualityOfService, packet.Retain, session.IsVersion5, ContentTypeOf(packet));
    }

    /// <summary>Most clients publish to one topic: it is made a string once.</summary>
    private string TopicOf(in PublishPacket packet)
    {
        if (packet.Topic.IsEmpty)
        {
            return _aliases is not null && _aliases.TryGetValue(packet.Alias, out var known)
                ? known
                : throw new BrokenProtocolException(MqttDisconnectReasonCode.ProtocolError, $"Topic alias {packet.Alias} stands for nothing.");
        }

        if (!packet.Topic.SequenceEqual(_topicBytes)) (_topicBytes, _topic) = (packet.Topic.ToArray(), Encoding.UTF8.GetString(packet.Topic));
        if (packet.Alias > 0) (_aliases ??= [])[packet.Alias] = _topic;
        return _topic;
    }

    private string? ContentTypeOf(in PublishPacket packet)
    {
        if (packet.ContentType.IsEmpty) return null;
        if (_contentType is null || !Ascii.Equals(packet.ContentType, _contentType)) _contentType = Encoding.UTF8.GetString(packet.ContentType);
        return _contentType;
    }

    private bool IsFull(out Task room)
    {
        room = Task.CompletedTask;
        lock (_underWay)
        {
            if (_underWay.Count < Most && (_bytes < MostBytes || _underWay.Count == 0)) return false;
            room = (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return true;
        }
    }

    /// <summary>Runs while anything is under way: an idle connection has no task and no buffer for it.</summary>
    private async Task AnswerAsync(LiveSession session)
    {
        while (true)
        {
            Task<PublishVerdict> head;
            lock (_underWay)
            {
                if (!_underWay.TryPeek(out var next))
                {
                    _answering = false;
                    return;
                }

                head = next.Verdict;
            }

            await ((Task)head).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var answers = ArrayPool<byte>.Shared.Rent(Most * PublishAnswer.MostBytes);
            var (length, count) = Collect(answers, session, out var fault);
            await channel.AnswerAsync(answers.AsMemory(0, length));
            ArrayPool<byte>.Shared.Return(answers);
            owner.Owe(-count);
            if (fault is not null) await channel.EndAsync(fault.Value);
        }
    }

    /// <summary>Answers of everything at the front that is decided. Nothing is answered after the first that must not be.</summary>
    private (int Length, int Count) Collect(Span<byte> answers, LiveSession session, out MqttDisconnectReasonCode? fault)
    {
        fault = null;
        var (length, count) = (0, 0);
        lock (_underWay)
        {
            while (count < Most && _underWay.TryPeek(out var next) && next.Verdict.IsCompleted)
            {
                _underWay.Dequeue();
                count++;
                _bytes -= next.Bytes;
                if (next.QualityOfService == 1) Interlocked.Decrement(ref _acknowledgeable);
                if (next.QualityOfService > 0) BrokerMetrics.AckSeconds.Record(clock.GetElapsedTime(next.Received).TotalSeconds);
                ArrayPool<byte>.Shared.Return(next.Kept);
                var verdict = publishes.VerdictOf(next.Verdict, session);
                if (next.QualityOfService == 2 && verdict != PublishVerdict.Accepted) session.Once.Release(next.Id, next.Verdict);
                if (fault is not null) continue;
                if (PublishAnswer.Ends(verdict, session.IsVersion5)) fault = MqttDisconnectReasonCode.UnspecifiedError;
                else length += PublishAnswer.Write(answers[length..], next.QualityOfService, next.Id, verdict, session.IsVersion5);
            }

            if (_room is { } waiting && _underWay.Count < Most / 2)
            {
                _room = null;
                waiting.TrySetResult();
            }
        }

        return (length, count);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct UnderWay(Task<PublishVerdict> Verdict, byte[] Kept, int Bytes, ushort Id, int QualityOfService, long Received);
}
