namespace IoTConsole.Web.Shell;

internal static class ShellPipeline
{
    public static IServiceCollection AddShell(this IServiceCollection services, CircuitSettings circuits)
    {
        services.AddCascadingAuthenticationState();
        services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromSeconds(circuits.RetentionSeconds);
            circuit.PersistedCircuitInMemoryRetentionPeriod = TimeSpan.FromMinutes(circuits.KeptMinutes);
        });
        return services;
    }

    /// <summary>What a person sees instead of a bare status or a fault; programs get problem details. First in the pipeline.</summary>
    public static void UseShellFaces(this WebApplication app)
    {
        // Not in a branch: going through the pipeline again needs the outermost one. What a program gets below has a body and stops here.
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseWhen(IsForAProgram, programs => programs.UseExceptionHandler().UseStatusCodePages());
    }

    /// <summary>The pages of all modules, found from the same list as by the router.</summary>
    public static void MapShell(this WebApplication app) =>
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().AddAdditionalAssemblies([.. ModuleList.Assemblies]);

    private static bool IsForAProgram(HttpContext http) =>
        !http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) || http.Request.Path.StartsWithSegments("/api");
}
