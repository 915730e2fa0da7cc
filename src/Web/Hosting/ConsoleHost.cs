using System.Globalization;
using IoTConsole.Infrastructure;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Settings;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Simulation.Contracts;
using IoTConsole.Web.Data;
using IoTConsole.Web.Keeping;
using IoTConsole.Web.Shell;
using Microsoft.AspNetCore.DataProtection;
using MudBlazor.Services;

namespace IoTConsole.Web.Hosting;

/// <summary>Console, broker and worker in one process.</summary>
internal static class ConsoleHost
{
    /// <param name="demo">What demonstration to bring; null for none.</param>
    public static async Task<int> RunAsync(string[] args, DemoOptions? demo)
    {
        // What nobody asked for in a language is said in English and written the same everywhere: the API, exports, the log.
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Words.Own);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var (services, configuration) = (builder.Services, builder.Configuration);
        var host = services.ReadSettings<HostSettings>(configuration, null);
        var database = services.ReadSettings<DatabaseSettings>(configuration, "Database");
        var setup = services.ReadSettings<SetupSettings>(configuration, "Setup");
        var api = services.ReadSettings<ApiSettings>(configuration, "Api");
        var signIn = services.ReadSettings<SignInSettings>(configuration, "SignIn");
        var broker = services.ReadSettings<BrokerSettings>(configuration, "Broker");
        var circuits = services.ReadSettings<CircuitSettings>(configuration, "Circuit");
        var observability = services.ReadSettings<ObservabilitySettings>(configuration, "Observability");

        // Modules read the directory from the configuration; all of them get the same full path.
        configuration["DataDirectory"] = host.DataDirectory = Path.GetFullPath(host.DataDirectory);
        services
            .AddInfrastructure()
            .AddEngine(database.Engine, database.ConnectionFor(host.DataDirectory))
            .AddModules(configuration)
            .DemandSettings();
        Preparation.MakeDataDirectory(host.DataDirectory);
        builder.AddObservability(observability);
        builder.WebHost.UseStaticWebAssets();
        configuration[WebHostDefaults.ServerUrlsKey] = "";
        var addresses = new Addresses();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            addresses.Listen(kestrel, host.Urls);
            kestrel.ListenForClients(broker);
        });
        services
            .AddSingleton(addresses)
            .AddBroker()
            .AddInfrastructureWork()
            .AddJobSchedule(database)
            .AddApiSurface()
            .AddRequestLimits(api, signIn)
            .AddAuthorization()
            .AddReadiness()
            .AddScoped<Backup>()
            .AddHostedService<ControlSocket>()
            .AddMudServices();
        services.AddDataProtection().SetApplicationName("IoTConsole")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(host.DataDirectory, "keys")));
        services.AddShell(circuits);

        await using var app = builder.Build();
        await app.Services.MigrateAsync(CancellationToken.None);
        await app.Services.SetUpAsync(setup, CancellationToken.None);
        app.UseConsole();
        app.Services.ScheduleJobs();
        await app.StartAsync();
        await app.GreetAsync(demo is null ? [] : await Demo.SeedAsync(app.Services, demo, app.Lifetime.ApplicationStopping));

        // Loading a large fleet leaves as much garbage as data; without load nothing would ever collect it.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        await app.WaitForShutdownAsync();
        return 0;
    }
}
