using IoTConsole.Infrastructure.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>Runs the job when the bell rings. What it misses, the clock brings within seconds.</summary>
internal sealed class WorkRunsAtOnce(RunBell bell, RunJob run, ILogger<WorkRunsAtOnce> log) : BackgroundService
{
    public const string Job = "infrastructure.work-runs";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await bell.WaitAsync(stoppingToken);
            try
            {
                await run.RunAsync(Job, stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "The runs could not be gone on with; the clock tries again");
            }
        }
    }
}
