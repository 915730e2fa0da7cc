using IoTConsole.Infrastructure.Ui;
using Microsoft.AspNetCore.Localization;

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

    /// <summary>Pages speak the language of the cookie, otherwise the first of the browser's that there is. Programs get English.</summary>
    public static void UseLanguages(this WebApplication app)
    {
        string[] languages = [.. Words.Languages];
        var spoken = new RequestLocalizationOptions().SetDefaultCulture(Words.Own).AddSupportedCultures(languages).AddSupportedUICultures(languages);
        spoken.RequestCultureProviders = [new CookieRequestCultureProvider(), new AcceptLanguageHeaderRequestCultureProvider()];
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/api"), pages => pages.UseRequestLocalization(spoken));
    }

    /// <summary>The pages of all modules, found from the same list as by the router.</summary>
    public static void MapShell(this WebApplication app) =>
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().AddAdditionalAssemblies([.. ModuleList.Assemblies]);

    private static bool IsForAProgram(HttpContext http) =>
        !http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) || http.Request.Path.StartsWithSegments("/api");
}
