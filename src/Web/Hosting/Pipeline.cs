using IoTConsole.Infrastructure.Broker;
using IoTConsole.Provisioning;
using IoTConsole.Tenants.Access;
using IoTConsole.Web.Shell;

namespace IoTConsole.Web.Hosting;

/// <summary>What a request passes, in order.</summary>
internal static class Pipeline
{
    public static void UseConsole(this WebApplication app)
    {
        app.UseLanguages();
        app.UseShellFaces();
        app.UseWebSockets();
        app.UseAuthentication();
        app.UseCaller();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapReadiness();
        app.MapBuildMark();
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
        app.MapBrokerWebSocket();
        app.MapProvisioningFiles();
        app.MapApiSurface().MapModules();
        app.MapShell();
    }
}
