using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IoTConsole.Infrastructure.Broker;

internal sealed class BrokerReadiness(EmbeddedBroker broker, IBrokerCertificate certificate) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        !broker.IsRunning ? HealthCheckResult.Unhealthy("The broker is not running.")
        : broker.IsDraining ? HealthCheckResult.Unhealthy("The broker is stopping.")
        : certificate.Leaf is null ? HealthCheckResult.Unhealthy("The broker has no certificate yet.")
        : HealthCheckResult.Healthy($"{broker.Count} clients connected"));
}
