using IoTConsole.Infrastructure;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Executive;
using IoTConsole.Infrastructure.Lists;
using IoTConsole.Infrastructure.Runs;
using IoTConsole.Infrastructure.Settings;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Charts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Executive;
using IoTConsole.Telemetry.Exports;
using IoTConsole.Telemetry.Flow;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Overview;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Plans;
using IoTConsole.Telemetry.Refused;
using IoTConsole.Telemetry.Retention;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Sites;
using IoTConsole.Telemetry.Store;
using IoTConsole.Telemetry.Vitals;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace IoTConsole.Telemetry;

/// <summary>Readings: taken in, stored before they are acknowledged, shown as latest values and history, removed when their time is over.</summary>
public static class TelemetryModule
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        ReadSettings(services, configuration);
        services
            .AddTables<TelemetryTables>()
            .AddPermissions(TelemetryPermissions.View, TelemetryPermissions.Write, TelemetryPermissions.Plans)
            .AddNav("Overview", "/", Icons.Material.Filled.SpaceDashboard, 0, TelemetryPermissions.View)
            .AddNav("Buildings", "/buildings", Icons.Material.Filled.Apartment, 21, TelemetryPermissions.View)
            .AddNav("Explore", "/explore", Icons.Material.Filled.ShowChart, 22, TelemetryPermissions.View)
            .AddNav("Executive", "/executive", Icons.Material.Filled.Summarize, 23, TelemetryPermissions.View)
            .AddNav("Exports", "/exports", Icons.Material.Filled.FileDownload, 60, TelemetryPermissions.View)
            .AddPaletteAction("compare-lines", "Compare lines in a chart", "/explore", Icons.Material.Outlined.ShowChart, TelemetryPermissions.View, "explore history trend graph plot")
            .AddPaletteAction("executive-page", "Print the executive page", "/executive", Icons.Material.Outlined.Summarize, TelemetryPermissions.View, "report pdf management summary one page")
            .AddPanel<DeviceValuesPanel>("device", 10)
            .AddPanel<DeviceHistoryPanel>("device", 20)
            .AddPanel<DeviceNowPanel>("device-glance", 10)
            .AddPanel<FloorPlanPanel>("site", 2)
            .AddPanel<SiteFiguresPanel>("site", 5)
            .AddPanel<SiteMatrixPanel>("site", 4)
            .AddPanel<IngestPanel>("system", 10)
            .AddPanel<FlowPanel>("system", 15)
            .AddSingleton<NamePool>()
            .AddSingleton<PayloadDecoder>()
            .AddSingleton(StoreChoice.Open)
            .AddSingleton<IStoreKeeping, StoreKeeping>()
            .AddSingleton<SeriesBook>()
            .AddSingleton<LatestBoard>()
            .AddSingleton<IngestMeters>()
            .AddSingleton<FlowMeter>()
            .AddSingleton<GroupCommit>()
            .AddSingleton<ScopeRates>()
            .AddSingleton<RefusedSamples>()
            .AddSingleton<TakeReadings>()
            .AddSingleton<SenderClocks>()
            .AddSingleton<IPublishConsumer, ConsumePublishes>()
            .AddSingleton<RunIngest>()
            .AddHostedService(s => s.GetRequiredService<RunIngest>())
            .AddScoped<ReceiveReadings>()
            .AddScoped<ReadLatest>()
            .AddScoped<ReadHistory>()
            .AddScoped<ReadCompleteness>()
            .AddScoped<ReadChart>()
            .AddScoped<SeriesFlaws>()
            .AddScoped<ListChartSources>()
            .AddScoped<AskExport>()
            .AddScoped<AskListExport>().AddScoped<IListExports>(s => s.GetRequiredService<AskListExport>())
            .AddScoped<ListExports>().AddScoped<IRunningWork, ExportsUnderWay>()
            .AddScoped<CancelExport>()
            .AddScoped<OpenExport>()
            .AddSingleton<ExportFiles>()
            .AddScoped<ReadLastValues>()
            .AddSingleton<QueryLimits>()
            .AddScoped<ReadOverview>()
            .AddScoped<ReadIngest>()
            .AddScoped<ListRefusedSamples>()
            .AddScoped<ListRefused>()
            .AddScoped<ReadRefusedSample>()
            .AddScoped<ReadMatrix>()
            .AddScoped<ReadPlan>()
            .AddScoped<OpenPlan>()
            .AddScoped<UploadPlan>()
            .AddScoped<RemovePlan>()
            .AddScoped<PlaceDevice>()
            .AddScoped<ReadSite>()
            .AddScoped<CompareBuildings>()
            .AddScoped<ReadExecutive>().AddScoped<PrintExecutive>()
            .AddScoped<IExecutiveSource, HealthFigures>().AddScoped<IExecutiveSource, IngestFigures>().AddScoped<IExecutiveSource, SitesAtRisk>()
            .AddScoped<ReadFlow>()
            .AddScoped<ReadSystemFlow>()
            .AddSingleton<ILatestValues, LatestValues>()
            .AddSingleton<SeriesHistory>()
            .AddSingleton<ISeriesQuery>(s => s.GetRequiredService<SeriesHistory>())
            .AddSingleton<FleetHealth>().AddSingleton<FleetTallies>()
            .AddSingleton<IDeviceVitals>(s => s.GetRequiredService<FleetHealth>())
            .AddJob<RemoveExpiredDetail>("telemetry.remove-expired-detail", every: TimeSpan.FromHours(1), removesByAge: true)
            .AddJob<WriteExports>("telemetry.write-exports", every: TimeSpan.FromSeconds(5))
            .AddJob<RemoveOldExports>("telemetry.remove-old-exports", every: TimeSpan.FromHours(1), removesByAge: true)
            .AddJob<FlushLatest>("telemetry.flush-latest", every: TimeSpan.FromMinutes(5))
            .AddJob<SettleReadings>("telemetry.settle", every: TimeSpan.FromMinutes(10))
            .AddJob<CheckpointStore>("telemetry.checkpoint", every: TimeSpan.FromMinutes(2));
        services.AddHealthChecks().AddCheck<RunIngest>("telemetry", tags: ["ready"]);
        return services;
    }

    public static IEndpointRouteBuilder MapTelemetry(this IEndpointRouteBuilder api) => api
        .MapIngest()
        .MapReadings()
        .MapFlow()
        .MapPlans()
        .MapHistory()
        .MapExports()
        .MapExecutive();

    private static void ReadSettings(IServiceCollection services, IConfiguration configuration)
    {
        services.ReadSettings<QuerySettings>(configuration, "Telemetry:Query");
        services.ReadSettings<InfluxSettings>(configuration, "Telemetry:Influx");
        services.ReadSettings<ExportsSettings>(configuration, "Telemetry:Exports").Folder ??= Path.Combine(configuration["DataDirectory"] ?? "data", "exports");
        services.ReadSettings<TelemetrySettings>(configuration, "Telemetry").StoreFile ??= Path.Combine(configuration["DataDirectory"] ?? "data", "telemetry.duckdb");
    }
}
