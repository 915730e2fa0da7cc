using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Telemetry.Store;

/// <summary>Where readings are kept.</summary>
public enum StoreKind
{
    /// <summary>In files of this console.</summary>
    DuckDb,

    /// <summary>In a server of InfluxDB.</summary>
    InfluxDb,
}

/// <summary>The store that the settings name.</summary>
internal static class StoreChoice
{
    public static ITelemetryStore Open(IServiceProvider services) =>
        Of(services.GetRequiredService<TelemetrySettings>().Store, services.GetRequiredService<TelemetrySettings>(), services.GetRequiredService<InfluxSettings>(),
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>());

    public static ITelemetryStore Of(StoreKind kind, TelemetrySettings settings, InfluxSettings influx, TimeProvider clock, ILoggerFactory logs) => kind == StoreKind.InfluxDb
        ? new InfluxStore(influx, settings, clock, logs.CreateLogger<InfluxStore>())
        : new DuckStore(settings, clock, logs.CreateLogger<DuckStore>());
}
