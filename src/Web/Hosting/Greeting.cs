using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Settings;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Web.Hosting;

/// <summary>The first administrator when automation asks for one, and the few lines a person reads after start.</summary>
internal static class Greeting
{
    /// <exception cref="InvalidSettingsException">The set-up settings were refused by the rules people pass, too.</exception>
    public static async Task SetUpAsync(this IServiceProvider services, SetupSettings setup, CancellationToken ct)
    {
        if (setup.AdminEmail is not { Length: > 0 } email) return;
        await using var scope = services.CreateAsyncScope();
        var organisations = scope.ServiceProvider.GetRequiredService<IOrganisations>();
        if (await organisations.AnyAsync(ct)) return;
        var created = await organisations.CreateAsync(
            new OrganisationPlan(
                setup.Organisation,
                new SitePlan(SiteKind.Portfolio, setup.Organisation, null, null, null, []),
                [new PersonPlan(email, "Administrator", Role.Administrator, null, setup.AdminPassword, RunsThePlatform: true)]),
            ct);
        if (created.Problem is { } refused) throw new InvalidSettingsException([$"Setup: {refused.Message}"]);
    }

    public static async Task GreetAsync(this WebApplication app, IReadOnlyList<string> signIns)
    {
        var address = app.Services.GetRequiredService<Addresses>().Main(app.Services.GetRequiredService<HostSettings>().PublicAddress);
        var broker = app.Services.GetRequiredService<BrokerAddresses>();
        await using var scope = app.Services.CreateAsyncScope();
        var token = await scope.ServiceProvider.GetRequiredService<ISetupLink>().IssueAsync(CancellationToken.None);
        var lines = new List<string> { "", $"  IoTConsole is ready at {address}" };
        if (token is not null) lines.Add($"  Set it up once with     {address}/setup?token={token}");
        lines.Add($"  Devices connect to      mqtts://localhost:{broker.TlsPort}{(broker.WebSocketPort is { } ws ? $", wss://localhost:{ws}{BrokerHosting.WebSocketPath}" : "")} (mutual TLS)"
            + (broker.PlainPort is { } plain ? $", mqtt://localhost:{plain} (this machine only, no TLS)" : ""));
        lines.AddRange(signIns);
        lines.Add("");
        await Console.Out.WriteLineAsync(string.Join('\n', lines));
    }
}
