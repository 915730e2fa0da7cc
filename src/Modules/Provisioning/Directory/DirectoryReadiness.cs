using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IoTConsole.Provisioning.Directory;

/// <summary>Not ready until the devices are in memory: before that, every device would be refused as unknown.</summary>
internal sealed class DirectoryReadiness(DeviceDirectory directory) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(directory.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The devices are being read."));
}
