using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Infrastructure.Palette;
using IoTConsole.Infrastructure.Runs;
using IoTConsole.Infrastructure.Ui;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IoTConsole.Infrastructure;

/// <summary>Plumbing that every module stands on; no word of the field in it.</summary>
public static class InfrastructureModule
{
    public static IServiceCollection AddInfrastructure(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<ConsoleDbParts>()
            .AddSingleton<OutboxNudge>()
            .AddSingleton<LiveTopics>()
            .AddSingleton<Refusals>()
            .AddUi()
            .AddPalette()
            .AddScoped<Caller>()
            .AddScoped<ConsoleDbs>()
            .AddSingleton<RunJob>()
            .AddPermissions(OperationPermissions.View, OperationPermissions.Gallery)
            .AddNav("System", "/system", MudBlazor.Icons.Material.Filled.MonitorHeart, 100, OperationPermissions.View)
            .AddScoped<ListJobs>()
            .AddScoped<ListRefusals>()
            .AddScoped<CountNews>()
            .AddSingleton<ClockWatch>()
            .AddScoped<ReadClock>()
            .AddScoped<ConfirmClock>()
            .AddPanel<ClockPanel>("system", 0)
            .AddRuns();
    }

    public static IEndpointRouteBuilder MapInfrastructure(this IEndpointRouteBuilder api) => api.MapOperation().MapRuns();

    private static IServiceCollection AddRuns(this IServiceCollection services) => services
        .AddPermissions(BulkPermissions.View, BulkPermissions.Start, BulkPermissions.Oversee)
        .AddNav("Runs", "/runs", MudBlazor.Icons.Material.Filled.PlaylistPlay, 62, BulkPermissions.View)
        .AddSingleton<RunBell>().AddScoped<BulkVerbs>().AddScoped<IRunningWork, RunsUnderWay>().AddNotice(RunningWork.Notice, Ui.Words.Key("my work in the background has ended"))
        .AddScoped<ListVerbs>().AddScoped<PreviewRun>().AddScoped<StartRun>().AddScoped<IStartRuns, RunsForModules>().AddScoped<StopRun>().AddScoped<PreviewUndo>().AddScoped<UndoRun>()
        .AddScoped<ListRuns>().AddScoped<GetRun>().AddScoped<ReadSkipped>()
        .AddJob<WorkRuns>(WorkRunsAtOnce.Job, TimeSpan.FromSeconds(5))
        .AddJob<RemoveOldRuns>("infrastructure.remove-old-runs", TimeSpan.FromHours(24), removesByAge: true);

    /// <summary>What only a running host does in the background.</summary>
    public static IServiceCollection AddInfrastructureWork(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<RunClockWatch>("clock");
        return services.AddHostedService<DeliverNews>().AddHostedService<WorkRunsAtOnce>().AddSingleton<RunClockWatch>().AddHostedService(s => s.GetRequiredService<RunClockWatch>());
    }
}
