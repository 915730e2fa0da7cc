using IoTConsole.Infrastructure;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Web.Data;
using Microsoft.AspNetCore.DataProtection;
using MudBlazor.Services;

namespace IoTConsole.Web.Hosting;

/// <summary>Console, broker and worker in one process.</summary>
internal static class ConsoleHost
{
    public static async Task<int> RunAsync(string[] args, bool demo)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var settings = new CheckedSettings(builder.Configuration);
        var host = settings.Read<HostSettings>(null);
        var database = settings.Read<DatabaseSettings>("Database");
        var setup = settings.Read<SetupSettings>("Setup");
        var api = settings.Read<ApiSettings>("Api");
        var brokerSettings = settings.Read<BrokerSettings>("Broker");
        var observability = settings.Read<ObservabilitySettings>("Observability");
        settings.Demand();

        // Modules read the directory from the configuration; all of them get the same full path.
        builder.Configuration["DataDirectory"] = host.DataDirectory = Preparation.MakeDataDirectory(host.DataDirectory);
        builder.AddObservability(observability);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, "");
        var addresses = new Addresses();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            addresses.Listen(kestrel, host.Urls);
            kestrel.ListenForClients(brokerSettings);
        });
        builder.Services
            .AddSingleton(setup).AddSingleton(host).AddSingleton(addresses)
            .AddInfrastructure()
            .AddEngine(database.Engine, database.ConnectionFor(host.DataDirectory))
            .AddModules(builder.Configuration)
            .AddBroker(brokerSettings)
            .AddInfrastructureWork()
            .AddJobSchedule(database)
            .AddApiSurface(api)
            .AddAuthorization()
            .AddReadiness()
            .AddMudServices();
        builder.Services.AddDataProtection().SetApplicationName("IoTConsole")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(host.DataDirectory, "keys")));
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();

        await using var app = builder.Build();
        await app.Services.MigrateAsync(CancellationToken.None);
        await app.Services.SetUpAsync(setup, CancellationToken.None);
        app.UseConsole();
        app.Services.ScheduleJobs();
        await app.StartAsync();
        await app.GreetAsync([]);
        await app.WaitForShutdownAsync();
        return 0;
    }
}
