using IoTConsole.Telemetry.Migration;
using IoTConsole.Telemetry.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace IoTConsole.Telemetry.Contracts;

/// <summary>Words of the program about the store of a console that does not run.</summary>
public static class TelemetryVerbs
{
    /// <summary>Checks the embedded store in its files.</summary>
    /// <returns>Null when there is none.</returns>
    public static async Task<StoreReport?> CheckAsync(IConfiguration configuration, CancellationToken ct)
    {
        var settings = new TelemetrySettings();
        configuration.GetSection("Telemetry").Bind(settings);
        settings.StoreFile ??= Path.Combine(configuration["DataDirectory"] ?? "data", "telemetry.duckdb");
        if (!File.Exists(settings.StoreFile)) return null;
        using var store = new DuckStore(settings, TimeProvider.System, NullLogger<DuckStore>.Instance);
        await store.OpenAsync(ct);
        var check = await store.CheckAsync(ct);
        return new(check.Readings, check.Faults);
    }

    /// <summary>Moves everything from the store that the settings name into the other kind, telling how far it has come; goes on where an earlier attempt ended.</summary>
    /// <exception cref="IOException">A store failed; run again, it goes on.</exception>
    /// <returns>Null when it is the same store; otherwise how many readings are there, and what is wrong.</returns>
    public static async Task<StoreReport?> MoveAsync(IConfiguration configuration, string kind, Func<string, Task> say, CancellationToken ct)
    {
        var (settings, influx) = (new TelemetrySettings(), new InfluxSettings());
        configuration.GetSection("Telemetry").Bind(settings);
        configuration.GetSection("Telemetry:Influx").Bind(influx);
        var data = configuration["DataDirectory"] ?? "data";
        settings.StoreFile ??= Path.Combine(data, "telemetry.duckdb");
        if (!Enum.TryParse<StoreKind>(kind, ignoreCase: true, out var target) || target == settings.Store) return null;
        using var from = StoreChoice.Of(settings.Store, settings, influx, TimeProvider.System, NullLoggerFactory.Instance);
        using var to = StoreChoice.Of(target, settings, influx, TimeProvider.System, NullLoggerFactory.Instance);
        try
        {
            await from.OpenAsync(ct);
            await to.OpenAsync(ct);
            var moved = await new MoveHistory(from, to, Path.Combine(data, $"migrate-telemetry-to-{target}.json"), say).MoveAsync(ct);
            return new(moved.Moved, moved.Faults);
        }
        catch (Exception fault) when (fault is StoreFault or HttpRequestException)
        {
            throw new IOException($"{fault.Message} {fault.InnerException?.Message} What is moved stays; run it again to go on.", fault);
        }
    }
}
