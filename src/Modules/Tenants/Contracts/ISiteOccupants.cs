namespace IoTConsole.Tenants.Contracts;

/// <summary>A question to every module that puts things at sites: a site is only removed when all of them say that nothing is there.</summary>
public interface ISiteOccupants
{
    /// <summary>What stands at the node or below it, in words ("12 devices"); null when nothing does.</summary>
    Task<string?> StandingAtAsync(Guid tenantId, string path, CancellationToken ct);
}
