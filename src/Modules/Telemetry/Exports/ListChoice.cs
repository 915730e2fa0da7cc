using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Lists;

namespace IoTConsole.Telemetry.Exports;

/// <summary>What an export of a list is of.</summary>
/// <param name="Places">The paths that the asker saw when it was asked for.</param>
internal sealed record ListChoice(string List, ListWish Wish, string[] Places)
{
    /// <summary>Somebody who sees those places and nothing else, for the writing in the background.</summary>
    public Actor Reader(Export export) =>
        new(ActorKind.Person, export.AskedById, export.AskedBy, export.TenantId, [.. Places.Select(p => new HeldGrant(Role.Analyst, Guid.Empty, p))]);
}
