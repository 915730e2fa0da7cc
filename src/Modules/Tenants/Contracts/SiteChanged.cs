using IoTConsole.Infrastructure.Events;

namespace IoTConsole.Tenants.Contracts;

/// <summary>A node was added, renamed, given another time zone or position, or removed. Not announced for whole trees.</summary>
public sealed record SiteChanged(Guid TenantId, Guid SiteId) : IEvent;
