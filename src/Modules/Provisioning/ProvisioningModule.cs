using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning;

/// <summary>Which devices there are, where they stand, how they prove who they are, and which of them are let in.</summary>
public static class ProvisioningModule
{
    public static IServiceCollection AddProvisioning(this IServiceCollection services, IConfiguration configuration) => services;

    public static IEndpointRouteBuilder MapProvisioning(this IEndpointRouteBuilder api) => api;
}
