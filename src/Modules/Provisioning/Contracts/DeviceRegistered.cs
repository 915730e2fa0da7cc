using IoTConsole.Infrastructure.Events;

namespace IoTConsole.Provisioning.Contracts;

/// <summary>A device was registered one by one, by approval or by its first connect. Not announced for imports of thousands.</summary>
/// <param name="DeviceKey">Its device id, the MQTT client id.</param>
public sealed record DeviceRegistered(Guid TenantId, Guid DeviceId, string DeviceKey) : IEvent;
