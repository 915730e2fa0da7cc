using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Provisioning.Directory;

/// <summary>Opens the embedded authority and fills what the gate reads from memory before anything else starts, then looks every two seconds for what other nodes changed.</summary>
internal sealed class WatchForChanges(
    EmbeddedAuthority authority, ServerIdentity server, DeviceDirectory devices, TrustStore trust, CertificateRegister certificates, TimeProvider clock,
    ILogger<WatchForChanges> log) : BackgroundService
{
    internal static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(2);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await authority.OpenAsync(cancellationToken);
        server.Renew();
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Rhythm, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "Changes of devices could not be read; trying again in two seconds");
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        await authority.CatchUpAsync(always: false, ct);
        await trust.CatchUpAsync(ct);
        await certificates.CatchUpAsync(ct);
        await devices.CatchUpAsync(ct);
    }
}
