namespace IoTConsole.Infrastructure.Access;

/// <summary>What somebody who asked for long work holds at this moment. One module knows; work that outlives a request asks it again and again.</summary>
public interface IStandings
{
    /// <summary>Null for whoever is unknown, blocked or revoked by now, and for anyone of a suspended organisation.</summary>
    Task<Actor?> OfAsync(ActorKind kind, Guid id, CancellationToken ct);
}
