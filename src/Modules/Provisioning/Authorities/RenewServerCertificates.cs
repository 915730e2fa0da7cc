using IoTConsole.Infrastructure.Jobs;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>Keeps the broker's certificate valid while the console runs for months.</summary>
internal sealed class RenewServerCertificates(ServerIdentity server) : IRecurringJob
{
    public Task<JobReport> RunAsync(CancellationToken ct)
    {
        var renewed = server.Renew();
        return Task.FromResult(new JobReport(1, renewed ? 1 : 0, $"Valid until {server.Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}"));
    }
}
