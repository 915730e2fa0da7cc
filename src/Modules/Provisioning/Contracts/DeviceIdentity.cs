using IoTConsole.Infrastructure.Broker;

namespace IoTConsole.Provisioning.Contracts;

/// <summary>The device or gateway behind an accepted session. Fixed for the life of the session; ask the directory for what may change.</summary>
public sealed class DeviceIdentity(Guid id, string deviceId, Guid tenantId, bool isGateway) : ConnectionIdentity
{
    public Guid Id { get; } = id;

    /// <summary>The device id, which is the MQTT client id and the certificate's common name.</summary>
    public override string ClientId { get; } = deviceId;

    public override Guid TenantId { get; } = tenantId;

    /// <summary>May publish for children on <c>gateways/{ClientId}/telemetry</c>.</summary>
    public bool IsGateway { get; } = isGateway;
}
