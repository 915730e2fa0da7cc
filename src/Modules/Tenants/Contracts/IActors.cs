using IoTConsole.Infrastructure.Access;

namespace IoTConsole.Tenants.Contracts;

/// <summary>Who somebody is and what they hold at this moment, read from the database each time. A singleton.</summary>
public interface IActors
{
    /// <summary>Null for an unknown or blocked person and for anyone of a suspended organisation.</summary>
    Task<Actor?> ForPersonAsync(Guid personId, CancellationToken ct);

    /// <param name="presentedKey">The whole key as shown once, <c>iotc_…</c>.</param>
    /// <returns>Null for a key that is unknown, expired or revoked, or whose organisation is suspended.</returns>
    Task<Actor?> ForKeyAsync(string presentedKey, CancellationToken ct);

    /// <summary>
    /// The person whose grants, block or password changed; raised on every node, at once where it happened and within two
    /// seconds elsewhere, possibly twice, on any thread.
    /// </summary>
    event Action<Guid>? AccessChanged;
}
