using IoTConsole.Infrastructure.Events;

namespace IoTConsole.Tenants.Contracts;

/// <summary>
/// A node and everything below it stand elsewhere. The site path of every placed row was already changed in the same
/// transaction; this is for what is kept outside the database.
/// </summary>
public sealed record SiteMoved(Guid TenantId, Guid SiteId, string OldPath, string NewPath) : IEvent;
