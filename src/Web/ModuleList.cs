using System.Reflection;
using IoTConsole.Infrastructure;
using IoTConsole.Provisioning;
using IoTConsole.Simulation;
using IoTConsole.Telemetry;
using IoTConsole.Tenants;

namespace IoTConsole.Web;

/// <summary>The modules, in the order of their references. Nothing is found by scanning.</summary>
internal static class ModuleList
{
    /// <summary>Where pages live: handed to the router and to the endpoint mapping alike.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        typeof(InfrastructureModule).Assembly,
        typeof(TenantsModule).Assembly,
        typeof(ProvisioningModule).Assembly,
        typeof(TelemetryModule).Assembly,
        typeof(SimulationModule).Assembly,
    ];

    public static IServiceCollection AddModules(this IServiceCollection services, IConfiguration configuration) => services
        .AddTenants(configuration)
        .AddProvisioning(configuration)
        .AddTelemetry(configuration)
        .AddSimulation(configuration);

    public static void MapModules(this IEndpointRouteBuilder api) => api
        .MapInfrastructure()
        .MapTenants()
        .MapProvisioning()
        .MapTelemetry()
        .MapSimulation();
}
