using IoTConsole.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Tenants;

/// <summary>Organisations, their site trees, the people and programs that are let in, and what they may do where.</summary>
public static class TenantsModule
{
    public static IServiceCollection AddTenants(this IServiceCollection services, IConfiguration configuration) => services
        .AddTables<TenantsTables>()
        .AddPermissions(
            TenantsPermissions.SitesView, TenantsPermissions.SitesEdit, TenantsPermissions.PeopleView, TenantsPermissions.PeopleManage,
            TenantsPermissions.KeysManage, TenantsPermissions.AuditView, TenantsPermissions.PlatformManage);

    public static IEndpointRouteBuilder MapTenants(this IEndpointRouteBuilder api) => api;
}
