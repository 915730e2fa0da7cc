using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace IoTConsole.Infrastructure.Operation;

/// <summary>Looks at the clock every few seconds, so that a leap is known, and said, before anything acts on it. A wrong clock is said, but keeps nobody out.</summary>
internal sealed class RunClockWatch(ClockWatch watch, TimeProvider clock) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(5);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(watch.Look().Fault is { } fault ? HealthCheckResult.Degraded(fault) : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var tick = new PeriodicTimer(_every, clock);
        do watch.Look();
        while (await tick.WaitForNextTickAsync(stoppingToken));
    }
}
