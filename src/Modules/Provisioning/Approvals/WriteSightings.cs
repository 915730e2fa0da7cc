using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Provisioning.Approvals;

/// <summary>Stores every second what ingest and the gate noticed, and once more when the host stops.</summary>
internal sealed class WriteSightings(DeviceSightings sightings, TimeProvider clock, ILogger<WriteSightings> log) : BackgroundService
{
    internal static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Rhythm, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAsync(stoppingToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    private async Task WriteAsync(CancellationToken ct)
    {
        try
        {
            await sightings.WriteAsync(ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "What devices reported about themselves could not be stored; trying again in a second");
        }
    }
}
