using IoTConsole.Simulation.Estates;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IoTConsole.Simulation;

/// <summary>Virtual devices: a fleet for demonstrations, real data sets replayed as devices, and load. They reach the console only over the network.</summary>
public static class SimulationModule
{
    public static IServiceCollection AddSimulation(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton<DemoFleet>()
        .AddSingleton<IHostedService>(s => s.GetRequiredService<DemoFleet>())
        .AddTransient<DemoGround>();

    /// <summary>Nothing yet: what simulation offers is asked for on the command line.</summary>
    public static IEndpointRouteBuilder MapSimulation(this IEndpointRouteBuilder api) => api;
}
