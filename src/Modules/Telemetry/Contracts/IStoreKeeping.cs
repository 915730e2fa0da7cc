namespace IoTConsole.Telemetry.Contracts;

/// <summary>Care of the store of readings: a copy and a check, while it works.</summary>
public interface IStoreKeeping
{
    /// <summary>
    /// Copies the store as it is at one moment: every reading that was acknowledged before the call is in the copy. Commits go on meanwhile; settling waits.
    /// </summary>
    /// <param name="directory">Exists; gets the store's files under their own names.</param>
    /// <returns>How many readings are in it; null when the store is a server, which has its own means.</returns>
    Task<long?> CopyAsync(string directory, CancellationToken ct);

    /// <summary>Reads everything and says what is wrong with it; changes nothing.</summary>
    Task<StoreReport> CheckAsync(CancellationToken ct);
}

/// <param name="Readings">How many were read.</param>
/// <param name="Faults">One sentence each; empty when all is well.</param>
public sealed record StoreReport(long Readings, IReadOnlyList<string> Faults);
