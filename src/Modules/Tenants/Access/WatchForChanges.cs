using IoTConsole.Tenants.SignIn;
using IoTConsole.Tenants.Sites;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Tenants.Access;

/// <summary>Fills the site directory before anything else starts, then looks every two seconds for what other nodes changed.</summary>
internal sealed class WatchForChanges(SiteDirectory sites, Actors actors, SessionRecords sessions, TimeProvider clock, ILogger<WatchForChanges> log) : BackgroundService
{
    internal static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(2);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await sites.CatchUpAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Rhythm, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await actors.LookAsync(stoppingToken);
                await sites.CatchUpAsync(stoppingToken);
                await sessions.SeeOpenAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "Changes of access could not be read; trying again in two seconds");
            }
        }
    }
}
