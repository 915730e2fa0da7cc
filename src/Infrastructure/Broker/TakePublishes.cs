using System.Diagnostics;
using IoTConsole.Infrastructure.Counting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet.Server;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>Takes each PUBLISH to the consumer.</summary>
internal sealed class TakePublishes(IServiceProvider services, Refusals refusals, ILogger<TakePublishes> log)
{
    private static readonly Task<PublishVerdict> _notStored = Task.FromResult(PublishVerdict.NotStored);
    private static readonly Task<PublishVerdict> _notAuthorized = Task.FromResult(PublishVerdict.NotAuthorized);

    // Resolved late: the consumer may itself ask who is connected.
    private readonly Lazy<IPublishConsumer> _consumer = new(services.GetRequiredService<IPublishConsumer>);
    private int _wills;
    private volatile bool _closed;

    /// <summary>Last wills that are being stored.</summary>
    public int UnderWay => Volatile.Read(ref _wills);

    /// <summary>From now on nothing more is taken; what comes is not acknowledged and will be sent again.</summary>
    public void Close() => _closed = true;

    /// <summary>Returns when the publish has its place before the next one of its connection; the task inside, when it is decided.</summary>
    public ValueTask<Task<PublishVerdict>> TakeAsync(in IncomingPublish publish, LiveSession session, ushort packetId, CancellationToken ct)
    {
        if (_closed) return new(_notStored);
        if (publish.QualityOfService == 2 && session.Once.Find(packetId) is { } taken) return new(taken);
        return publish.QualityOfService == 2 ? TakeOnceAsync(publish, session, packetId, ct) : ConsumeAsync(publish, session, ct);
    }

    /// <summary>Of a publish that is decided. A fault of ours must not look like an acknowledgement.</summary>
    public PublishVerdict VerdictOf(Task<PublishVerdict> decided, LiveSession session)
    {
        if (decided.IsCompletedSuccessfully) return decided.Result;
        if (decided.Exception is { } fault) log.LogError(fault.InnerException, "A publish of {ClientId} was not stored", session.Identity.ClientId);
        return PublishVerdict.NotStored;
    }

    /// <summary>A last will: the one publish that MQTTnet makes itself.</summary>
    public async Task TakeWillAsync(InterceptingPublishEventArgs will, LiveSession? session)
    {
        will.ProcessPublish = false;
        if (session is null || _closed) return;
        Interlocked.Increment(ref _wills);
        try
        {
            var message = will.ApplicationMessage;
            var verdict = await ConsumeAsync(
                new(session.Identity, message.Topic, message.Payload, (int)message.QualityOfServiceLevel, message.Retain, session.IsVersion5, message.ContentType),
                session, will.CancellationToken);
            await ((Task)verdict).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            VerdictOf(verdict, session);
        }
        finally
        {
            Interlocked.Decrement(ref _wills);
        }
    }

    private async ValueTask<Task<PublishVerdict>> TakeOnceAsync(IncomingPublish publish, LiveSession session, ushort packetId, CancellationToken ct)
    {
        var verdict = await ConsumeAsync(publish, session, ct);
        session.Once.Remember(packetId, verdict);
        return verdict;
    }

    private ValueTask<Task<PublishVerdict>> ConsumeAsync(in IncomingPublish publish, LiveSession session, CancellationToken ct)
    {
        if (session.Dropped)
        {
            // Its last will, for example.
            refusals.Count("publish", "client-dropped", session.Identity.TenantId, publish.Identity.ClientId);
            return new(_notAuthorized);
        }

        session.Count();
        BrokerMetrics.Messages.Add(1);
        BrokerMetrics.Bytes.Add(publish.Payload.Length);
        if (publish.Retain) refusals.Count("publish", "retain-ignored", session.Identity.TenantId, publish.Identity.ClientId);
        return AskAsync(publish, ct);
    }

    private ValueTask<Task<PublishVerdict>> AskAsync(in IncomingPublish publish, CancellationToken ct) =>
        BrokerMetrics.Traces.HasListeners() ? TraceAsync(publish, ct) : AskUntracedAsync(publish, ct);

    private async ValueTask<Task<PublishVerdict>> TraceAsync(IncomingPublish publish, CancellationToken ct)
    {
        var trace = BrokerMetrics.Traces.StartActivity("publish");
        trace?.SetTag("mqtt.client_id", publish.Identity.ClientId).SetTag("mqtt.topic", publish.Topic);
        return UntilDecidedAsync(trace, await AskUntracedAsync(publish, ct));
    }

    private static async Task<PublishVerdict> UntilDecidedAsync(Activity? trace, Task<PublishVerdict> verdict)
    {
        using (trace) return await verdict;
    }

    private async ValueTask<Task<PublishVerdict>> AskUntracedAsync(IncomingPublish publish, CancellationToken ct)
    {
        try
        {
            return await _consumer.Value.TakeAsync(publish, ct);
        }
        catch (Exception fault)
        {
            return Task.FromException<PublishVerdict>(fault);
        }
    }
}
