using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Infrastructure.Runs;

internal sealed class RunsForModules(StartRun start) : IStartRuns
{
    public Task<Result<Guid>> StartAsync(string verb, BulkArguments asked, string filter, CancellationToken ct) => start.RunAsync(new(verb, asked, new(null, filter)), ct);
}
