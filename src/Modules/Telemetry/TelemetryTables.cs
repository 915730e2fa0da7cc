using IoTConsole.Infrastructure.Data;
using IoTConsole.Telemetry.Exports;
using IoTConsole.Telemetry.Plans;
using IoTConsole.Telemetry.Series;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Telemetry;

internal sealed class TelemetryTables : IModuleTables
{
    public string Prefix => "telemetry";

    public void Configure(ModelBuilder model) => model
        .ApplyConfiguration(new SeriesRowConfiguration())
        .ApplyConfiguration(new ExportConfiguration())
        .ApplyConfiguration(new FloorPlanConfiguration())
        .ApplyConfiguration(new PlacementConfiguration());
}
