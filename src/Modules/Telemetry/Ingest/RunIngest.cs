using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Telemetry.Ingest;

/// <summary>
/// Opens the store and fills the memory before the first message is taken; commits everything received and saves the
/// latest values before the process ends. Also says whether ingest is ready.
/// </summary>
internal sealed class RunIngest(
    ITelemetryStore store, SeriesBook book, LatestBoard board, GroupCommit commit, LiveTopics live, ClockWatch watch, TimeProvider clock, ILogger<RunIngest> log)
    : IHostedLifecycleService, IHealthCheck
{
    private Task _loading = Task.CompletedTask;
    private bool _started;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Beside the device registry, which loads in its own start: with a large fleet each takes a second.
        _loading = Task.Run(() => LoadAsync(cancellationToken), cancellationToken);
        return Task.CompletedTask;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _loading;
        commit.Committed += Announce;
        _started = true;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task LoadAsync(CancellationToken ct)
    {
        var begun = clock.GetTimestamp();
        await store.OpenAsync(ct);
        await book.LoadAsync(ct);
        watch.Witness(await Restore.IntoAsync(store, board, book.OwnerOf, clock.GetUtcNow(), commit, ct));
        log.LogInformation("Telemetry is ready: {Series} series in {Milliseconds:0} ms", book.SeriesCount, clock.GetElapsedTime(begun).TotalMilliseconds);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_started) return;
        commit.Committed -= Announce;
        await commit.DrainAsync();
        await store.SaveLatestAsync(board.All(), cancellationToken);
        if (store is IStoreUpkeep upkeep) await upkeep.CheckpointAsync(0, cancellationToken);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        !_started ? HealthCheckResult.Unhealthy("Telemetry is starting.")
        : store.Fault is { } fault ? HealthCheckResult.Unhealthy(fault)
        : HealthCheckResult.Healthy());

    private void Announce(IReadOnlyCollection<DeviceTrack> reported)
    {
        Guid last = default;
        foreach (var track in reported)
        {
            live.Announce(TelemetryTopics.Device(track.DeviceId));
            if (track.TenantId != last) live.Announce(TelemetryTopics.Ingest(last = track.TenantId));
        }
    }
}

/// <summary>What open pages may listen to.</summary>
internal static class TelemetryTopics
{
    /// <summary>A device reported.</summary>
    public static string Device(Guid deviceId) => $"device:{deviceId}";

    /// <summary>Anything of the tenant was stored.</summary>
    public static string Ingest(Guid tenantId) => $"ingest:{tenantId}";
}
