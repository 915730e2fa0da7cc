namespace IoTConsole.Web.Shell;

internal static class ShellPipeline
{
    public static IServiceCollection AddShell(this IServiceCollection services)
    {
        services.AddCascadingAuthenticationState();
        services.AddRazorComponents().AddInteractiveServerComponents();
        return services;
    }

    /// <summary>The pages of all modules, found from the same list as by the router.</summary>
    public static void MapShell(this WebApplication app) =>
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().AddAdditionalAssemblies([.. ModuleList.Assemblies]);
}
