using IoTConsole.Infrastructure.Events;

namespace IoTConsole.Provisioning.Contracts;

/// <summary>A device moved on in its life. Not announced for the creation itself, nor when thousands become active at once by reporting.</summary>
public sealed record DeviceStateChanged(Guid TenantId, Guid DeviceId, LifecycleState From, LifecycleState To) : IEvent;
