using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>Starts the broker with the host and, before Kestrel lets go of the connections, waits for what was received.</summary>
internal sealed class RunBroker(
    EmbeddedBroker broker, BrokerConnections connections, ConnectedClients clients, TakePublishes publishes, SourceRates sources, BrokerSettings settings, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<RunBroker> log)
    : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await broker.StartAsync();
        lifetime.ApplicationStopping.Register(() => DrainAsync().GetAwaiter().GetResult());
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        for (var second = 1; await timer.WaitForNextTickAsync(stoppingToken); second++)
        {
            try
            {
                broker.LetSilentGo();
                if (second % 60 != 0) continue;
                await broker.ForgetAbsentAsync();
                clients.ForgetDrops(TimeSpan.FromMinutes(5));
                sources.Forget();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "Abandoned sessions could not be forgotten");
            }
        }
    }

    /// <summary>Connections would otherwise hold the host open until its time is up.</summary>
    private async Task DrainAsync()
    {
        broker.RefuseNewcomers();
        connections.StopReading();
        var patience = TimeSpan.FromSeconds(settings.DrainSeconds);
        var started = clock.GetTimestamp();
        while ((publishes.UnderWay > 0 || connections.Owed > 0) && clock.GetElapsedTime(started) < patience) await Task.Delay(10);
        if (connections.Owed > 0) log.LogWarning("{Count} publishes were not stored in time and are not acknowledged", connections.Owed);

        // Last wills that our own goodbye would set off are not the devices' last word.
        publishes.Close();
        await broker.StopAsync();
    }
}
