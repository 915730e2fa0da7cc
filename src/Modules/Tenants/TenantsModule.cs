using IoTConsole.Infrastructure;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.Account;
using IoTConsole.Tenants.Audit;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Keys;
using IoTConsole.Tenants.Organisations;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.SignIn;
using IoTConsole.Tenants.Sites;
using IoTConsole.Tenants.Views;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MudBlazor;

namespace IoTConsole.Tenants;

/// <summary>Organisations, their site trees, the people and programs that are let in, and what they may do where.</summary>
public static class TenantsModule
{
    public static IServiceCollection AddTenants(this IServiceCollection services, IConfiguration configuration) => services
        .AddTables<TenantsTables>()
        .AddPermissions(
            TenantsPermissions.SitesView, TenantsPermissions.SitesEdit, TenantsPermissions.PeopleView, TenantsPermissions.PeopleManage,
            TenantsPermissions.KeysManage, TenantsPermissions.AuditView, TenantsPermissions.PlatformManage, TenantsPermissions.ViewsUse,
            TenantsPermissions.ViewsShare)
        .AddPanel<ViewsMenu>("views", 0)
        .AddPanel<OwnSwitches>("user", 0)
        .AddNav("Sites", "/sites", Icons.Material.Filled.AccountTree, 20, TenantsPermissions.SitesView)
        .AddNav("People", "/people", Icons.Material.Filled.People, 70, TenantsPermissions.PeopleView)
        .AddNav("API keys", "/keys", Icons.Material.Filled.Key, 72, TenantsPermissions.KeysManage)
        .AddNav("Audit", "/audit", Icons.Material.Filled.History, 110, TenantsPermissions.AuditView)
        .AddNav("Organisations", "/organisations", Icons.Material.Filled.Domain, 120, TenantsPermissions.PlatformManage)
        .AddPaletteSource<SitesInPalette>().AddPaletteSource<PeopleInPalette>().AddPaletteSource<OrganisationsInPalette>().AddPaletteSource<ViewsInPalette>()
        .AddPaletteAction("add-site", "Add a site", "/sites?do=add", Icons.Material.Outlined.AddBusiness, TenantsPermissions.SitesEdit, "new building region floor zone create")
        .AddPaletteAction("invite-person", "Invite a person", "/people?do=invite", Icons.Material.Outlined.PersonAdd, TenantsPermissions.PeopleManage, "add new user colleague")
        .AddPaletteAction("create-key", "Create an API key", "/keys?do=create", Icons.Material.Outlined.Key, TenantsPermissions.KeysManage, "add new program token")
        .AddSingleton<SiteDirectory>().AddSingleton<ISiteDirectory>(s => s.GetRequiredService<SiteDirectory>())
        .AddSingleton<Actors>().AddSingleton<IActors>(s => s.GetRequiredService<Actors>()).AddSingleton<IStandings>(s => s.GetRequiredService<Actors>())
        .AddScoped<OrganisationRegister>().AddScoped<IOrganisations>(s => s.GetRequiredService<OrganisationRegister>())
        .AddScoped<IPasswordHasher<Person>, PasswordHasher<Person>>()
        .AddScoped<ListSites>().AddScoped<GetSite>().AddScoped<AddSite>().AddScoped<EditSite>().AddScoped<MoveSite>().AddScoped<RemoveSite>()
        .AddSingleton<GrantReach>().AddScoped<PeopleInSight>().AddScoped<LastAdministrator>()
        .AddScoped<ListPeople>().AddScoped<InvitePerson>().AddScoped<RenewInvitation>().AddScoped<AcceptInvitation>()
        .AddScoped<BlockPerson>().AddScoped<UnblockPerson>().AddScoped<GrantRole>().AddScoped<RevokeGrant>()
        .AddScoped<ListKeys>().AddScoped<CreateKey>().AddScoped<RevokeKey>()
        .AddScoped<ListViews>().AddScoped<SaveView>().AddScoped<RemoveView>().AddScoped<ChooseDefaultView>()
        .AddScoped<AuditInSight>().AddScoped<ListAudit>().AddScoped<ExportAudit>()
        .AddScoped<ListOrganisations>().AddScoped<CreateOrganisation>().AddScoped<SuspendOrganisation>()
        .AddSignIn()
        .AddSingleton<SetupLink>().AddSingleton<ISetupLink>(s => s.GetRequiredService<SetupLink>())
        .AddScoped<SetUpConsole>().AddScoped<GetOwnAccount>().AddScoped<ChangeOwnName>().AddScoped<GetOwnSettings>().AddScoped<ChangeOwnSettings>().AddScoped<ChangeOwnPassword>()
        .AddScoped<BeginSecondFactor>().AddScoped<ConfirmSecondFactor>().AddScoped<RemoveSecondFactor>().AddScoped<RenewRecoveryCodes>()
        .AddScoped<ListSessions>().AddScoped<EndSessions>().AddScoped<ListPasskeys>().AddScoped<AddPasskey>().AddScoped<RenamePasskey>().AddScoped<RemovePasskey>()
        .AddJob<ForgetSessions>("tenants.forget-sessions", TimeSpan.FromHours(24))
        .AddAuthorizationCore()
        .AddSingleton<IConfigureOptions<AuthorizationOptions>, PermissionPolicies>()
        .AddScoped<IAuthorizationHandler, HoldsPermission>()
        .AddScoped<CircuitHandler, CircuitCaller>()
        .AddHostedService<WatchForChanges>();

    public static IEndpointRouteBuilder MapTenants(this IEndpointRouteBuilder api)
    {
        SitesApi.Map(api);
        PeopleApi.Map(api);
        KeysApi.Map(api);
        AuditApi.Map(api);
        OrganisationsApi.Map(api);
        ViewsApi.Map(api);
        return api;
    }
}
