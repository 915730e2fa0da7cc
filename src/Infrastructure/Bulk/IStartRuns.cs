using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Infrastructure.Bulk;

/// <summary>For a module whose verb has a beginning of its own: the run is started as the bulk bar and the API start one, with the same refusals.</summary>
public interface IStartRuns
{
    /// <param name="filter">What the verb's own <see cref="IBulkVerb.Find"/> understands.</param>
    /// <returns>The run's id.</returns>
    Task<Result<Guid>> StartAsync(string verb, BulkArguments asked, string filter, CancellationToken ct);
}
