using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Telemetry.Ingest;

/// <summary>
/// Readings by MQTT: <c>devices/{deviceId}/telemetry</c> for the sender itself, <c>gateways/{gatewayId}/telemetry</c> for a
/// gateway and the devices behind it. Nobody publishes under another's name.
/// </summary>
internal sealed class ConsumePublishes(TakeReadings take, IDeviceDirectory devices, Refusals refusals, ILogger<ConsumePublishes> log) : IPublishConsumer
{
    private const string Border = "publish";

    private static readonly Task<PublishVerdict>[] _decided = [.. Enumerable.Range(0, 256).Select(code => Task.FromResult((PublishVerdict)code))];

    public async ValueTask<Task<PublishVerdict>> TakeAsync(IncomingPublish publish, CancellationToken ct)
    {
        if (!devices.IsReady) return Decided(PublishVerdict.NotStored);
        if (publish.Identity is not DeviceIdentity identity || devices.Find(identity.Id) is not { } sender)
        {
            refusals.Count(Border, RefusalReasons.UnknownDevice, publish.Identity.TenantId, publish.Identity.ClientId);
            return Decided(PublishVerdict.NotAuthorized);
        }

        if (RefusalOf(publish.Topic, sender, out var forChildren) is { } refusal)
        {
            take.Refuse(sender, new(Border, publish.Topic, publish.ContentType), refusal, publish.Payload);
            return Decided(refusal == RefusalReasons.WrongTopic ? PublishVerdict.TopicNameInvalid : PublishVerdict.NotAuthorized);
        }

        try
        {
            return DecideAsync(await take.BeginAsync(sender, forChildren, publish.Payload, publish.ContentType, Border, ct));
        }
        catch (Exception fault) when (fault is StoreFault or OperationCanceledException or InvalidOperationException)
        {
            if (fault is InvalidOperationException) log.LogDebug(fault, "A publish came while stopping");
            return Decided(PublishVerdict.NotStored);
        }
    }

    private static Task<PublishVerdict> Decided(PublishVerdict verdict) => _decided[(byte)verdict];

    private static async Task<PublishVerdict> DecideAsync(Task<TakeReadings.Receipt> storing)
    {
        try
        {
            return VerdictOf(await storing);
        }
        catch (StoreFault)
        {
            return PublishVerdict.NotStored;
        }
    }

    private static string? RefusalOf(string topic, DeviceEntry sender, out bool forChildren)
    {
        var rest = topic.AsSpan();
        forChildren = rest.StartsWith("gateways/");
        if (!forChildren && !rest.StartsWith("devices/")) return RefusalReasons.WrongTopic;
        rest = rest[(forChildren ? "gateways/".Length : "devices/".Length)..];
        if (!rest.EndsWith("/telemetry") || rest[..^"/telemetry".Length].Contains('/')) return RefusalReasons.WrongTopic;
        if (!rest[..^"/telemetry".Length].SequenceEqual(sender.DeviceId)) return RefusalReasons.AnotherDevicesTopic;
        if (forChildren && !sender.IsGateway) return RefusalReasons.NotAGateway;
        return sender.State is LifecycleState.Quarantined or LifecycleState.Decommissioned ? RefusalReasons.DeviceNotInService : null;
    }

    private static PublishVerdict VerdictOf(TakeReadings.Receipt receipt)
    {
        if (receipt.Refusal == RefusalReasons.Oversize) return PublishVerdict.QuotaExceeded;
        if (receipt.Refusal is not null) return PublishVerdict.PayloadFormatInvalid;
        if (receipt.Accepted > 0 || receipt.Refused.Count == 0 || receipt.Refused.Keys.Any(IsStoredAlready)) return PublishVerdict.Accepted;
        return receipt.Refused.Keys.All(IsAboutTheDevice) ? PublishVerdict.NotAuthorized : PublishVerdict.PayloadFormatInvalid;
    }

    private static bool IsStoredAlready(string reason) =>
        reason is RefusalReasons.Duplicate or RefusalReasons.DuplicateSequence or RefusalReasons.ConflictingDuplicate;

    private static bool IsAboutTheDevice(string reason) =>
        reason is RefusalReasons.UnknownChild or RefusalReasons.NotAChildOfThisGateway
            or RefusalReasons.DeviceNotInService or RefusalReasons.AnotherDevice;
}
