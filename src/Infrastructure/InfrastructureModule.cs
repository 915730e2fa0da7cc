using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Infrastructure.Palette;
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
            .AddPanel<ClockPanel>("system", 0);
    }

    public static IEndpointRouteBuilder MapInfrastructure(this IEndpointRouteBuilder api) => api.MapOperation();

    /// <summary>What only a running host does in the background.</summary>
    public static IServiceCollection AddInfrastructureWork(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<RunClockWatch>("clock");
        return services.AddHostedService<DeliverNews>().AddSingleton<RunClockWatch>().AddHostedService(s => s.GetRequiredService<RunClockWatch>());
    }
}
