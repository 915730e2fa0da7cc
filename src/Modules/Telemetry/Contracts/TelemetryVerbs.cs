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
}
