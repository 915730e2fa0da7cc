namespace IoTConsole.Web.Shell;

/// <summary>Tells one build of the console from another, so that an open page notices that it is of an older one.</summary>
internal static class BuildMark
{
    /// <summary>The same for the same compilation of the host, wherever it runs.</summary>
    public static string Id { get; } = typeof(BuildMark).Module.ModuleVersionId.ToString("N");

    /// <summary>Says nothing but the mark, to anybody.</summary>
    public static void MapBuildMark(this WebApplication app) =>
        app.MapGet("/build", static (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            return TypedResults.Text(Id);
        }).AllowAnonymous().ExcludeFromDescription();
}
