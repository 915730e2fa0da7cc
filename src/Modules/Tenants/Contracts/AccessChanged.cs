using IoTConsole.Infrastructure.Events;

namespace IoTConsole.Tenants.Contracts;

/// <summary>A person's grants, block or password changed. For open pages listen to <see cref="IActors.AccessChanged"/>, which is faster.</summary>
public sealed record AccessChanged(Guid TenantId, Guid PersonId) : IEvent;
