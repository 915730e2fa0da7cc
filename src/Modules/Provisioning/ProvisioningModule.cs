using IoTConsole.Infrastructure;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Lists;
using IoTConsole.Infrastructure.Settings;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Bulk;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Est;
using IoTConsole.Provisioning.Fleet;
using IoTConsole.Provisioning.Funnel;
using IoTConsole.Provisioning.Gate;
using IoTConsole.Provisioning.Groups;
using IoTConsole.Provisioning.Issuers;
using IoTConsole.Provisioning.Lifecycle;
using IoTConsole.Provisioning.Manifests;
using IoTConsole.Provisioning.Revocation;
using IoTConsole.Tenants.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace IoTConsole.Provisioning;

/// <summary>Which devices there are, where they stand, how they prove who they are, and which of them are let in.</summary>
public static class ProvisioningModule
{
    public static IServiceCollection AddProvisioning(this IServiceCollection services, IConfiguration configuration) => services
        .AddTables<ProvisioningTables>()
        .AddPermissions(
            ProvisioningPermissions.View, ProvisioningPermissions.Register, ProvisioningPermissions.Edit, ProvisioningPermissions.Serve,
            ProvisioningPermissions.Decommission, ProvisioningPermissions.Credentials, ProvisioningPermissions.Approve,
            ProvisioningPermissions.EnrolmentView, ProvisioningPermissions.EnrolmentManage)
        .AddNav("Devices", "/devices", Icons.Material.Outlined.Sensors, 10, ProvisioningPermissions.View)
        .AddNav("Approvals", "/approvals", Icons.Material.Outlined.HowToReg, 60, ProvisioningPermissions.Approve)
        .AddNav("Manifests", "/manifests", Icons.Material.Outlined.PlaylistAdd, 59, ProvisioningPermissions.Register)
        .AddNav("Funnel", "/funnel", Icons.Material.Outlined.FilterAlt, 58, ProvisioningPermissions.EnrolmentView)
        .AddNav("Enrolment", "/enrolment", Icons.Material.Outlined.Key, 60, ProvisioningPermissions.EnrolmentView)
        .AddNav("Authorities", "/authorities", Icons.Material.Outlined.VerifiedUser, 61, ProvisioningPermissions.EnrolmentView)
        .AddPaletteSource<DevicesInPalette>()
        .AddPaletteAction("register-device", "Register device", "/devices?do=register", Icons.Material.Outlined.AddCircleOutline, ProvisioningPermissions.Register, "add new create sensor gateway")
        .AddPanel<SiteDevices>("site", 10)
        .AddPanel<NewApprovals>("news", 10).AddNotice(NewApprovals.Notice, Words.Key("devices begin to wait for my approval"))
        .AddUseCases()
        .AddBulkVerb<TagDevices>().AddBulkVerb<UntagDevices>().AddBulkVerb<MoveDevices>().AddBulkVerb<ChangeStates>().AddBulkVerb<AssignTemplates>().AddBulkVerb<RevokeDevices>().AddBulkVerb<ImportDevices>()
        .AddAuthority(configuration)
        .AddMemory()
        .AddReaction<SiteMoved, RefreshDevicesWhenSiteMoved>()
        .AddJob<RenewServerCertificates>("provisioning.renew-server-certificates", TimeSpan.FromHours(1))
        .AddJob<PruneManifests>("provisioning.prune-manifests", TimeSpan.FromHours(24), removesByAge: true)
        .AddJob<PruneSightings>("provisioning.prune-sightings", TimeSpan.FromHours(24), removesByAge: true);

    public static IEndpointRouteBuilder MapProvisioning(this IEndpointRouteBuilder api)
    {
        DevicesApi.Map(api);
        CertificatesApi.Map(api);
        ApprovalsApi.Map(api);
        AuthoritiesApi.Map(api);
        IssuersApi.Map(api);
        RevocationApi.Map(api);
        GroupsApi.Map(api);
        FunnelApi.Map(api);
        ManifestsApi.Map(api);
        return api;
    }

    /// <summary>What is answered outside the API: revocation lists, and devices that fetch certificates over EST.</summary>
    public static IEndpointRouteBuilder MapProvisioningFiles(this IEndpointRouteBuilder app)
    {
        PublishedLists.Map(app);
        EstRoutes.Map(app);
        return app;
    }

    private static IServiceCollection AddUseCases(this IServiceCollection services) => services
        .AddScoped<RegisterDevice>().AddScoped<EditDevice>().AddScoped<ListDevices>().AddScoped<GetDevice>().AddScoped<ListDeviceWords>()
        .AddScoped<CountDevicesAtSite>().AddScoped<FleetScan>().AddSingleton<SteadyAnswers>().AddScoped<IListSource, DeviceList>()
        .AddScoped<ChangeDeviceState>().AddScoped<ListTimeline>()
        .AddSingleton<DeviceAddress>().AddScoped<CertificateIssue>().AddScoped<IssueCertificate>().AddScoped<MakeCredential>().AddScoped<RevokeCertificate>().AddScoped<ListCertificates>()
        .AddScoped<ListSightings>().AddScoped<ApproveSightings>().AddScoped<RejectSightings>()
        .AddScoped<AuthorityTrust>().AddScoped<ListAuthorities>().AddScoped<TrustAuthority>().AddScoped<DistrustAuthority>()
        .AddScoped<ListIssuers>().AddScoped<MakeIssuer>().AddScoped<BringAnswer>().AddScoped<ExportRoot>().AddScoped<TakeRootOffline>()
        .AddScoped<IssuedCertificates>().AddScoped<PreviewRevocation>().AddScoped<RevokeIssued>()
        .AddScoped<BringManifest>().AddScoped<ImportManifest>().AddScoped<ListManifests>().AddScoped<GetManifest>()
        .AddScoped<LookAtFunnel>().AddScoped<ListGroups>().AddScoped<TryEnrolment>().AddScoped<MakeGroup>().AddScoped<ChangeGroup>().AddScoped<RotateGroupKey>().AddScoped<DeriveDeviceKey>()
        .AddScoped<AddTemplate>().AddScoped<RemoveTemplate>()
        .AddScoped<IDevicePlans, DevicePlans>().AddScoped<IEnrolmentSetup, EnrolmentSetup>().AddScoped<ISiteOccupants, DeviceOccupants>()
        .AddScoped<ITimelineSource, LifecycleTimeline>().AddScoped<ITimelineSource, CertificateTimeline>();

    private static IServiceCollection AddAuthority(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = services.ReadSettings<PkiSettings>(configuration, "Pki");
        return services
            .AddSingleton(new KeyFile(settings, configuration["DataDirectory"] ?? "data"))
            .AddSingleton<EmbeddedAuthority>()
            .AddSingleton<RootKey>()
            .AddSingleton<TrustStore>()
            .AddSingleton<ServerIdentity>().AddSingleton<IServerIdentity>(s => s.GetRequiredService<ServerIdentity>())
            .AddSingleton<IBrokerCertificate>(s => s.GetRequiredService<ServerIdentity>());
    }

    private static IServiceCollection AddMemory(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<DirectoryReadiness>("devices");
        return services
            .AddSingleton<DeviceDirectory>().AddSingleton<IDeviceDirectory>(s => s.GetRequiredService<DeviceDirectory>())
            .AddSingleton<DeviceNames>()
            .AddSingleton<DeviceSightings>().AddSingleton<IDeviceSightings>(s => s.GetRequiredService<DeviceSightings>())
            .AddSingleton<CertificateRegister>().AddSingleton<RevocationLists>().AddSingleton<ChainCheck>().AddSingleton<EnrolOnConnect>()
            .AddSingleton<ConnectGate>().AddSingleton<IConnectGate>(s => s.GetRequiredService<ConnectGate>()).AddSingleton<KeyGate>().AddSingleton<EstIssue>().AddSingleton<EstDoor>().AddSingleton<ISubscribeGate, SubscribeGate>()
            .AddHostedService<WatchForChanges>().AddHostedService<WriteSightings>().AddHostedService<DropSessions>();
    }
}
