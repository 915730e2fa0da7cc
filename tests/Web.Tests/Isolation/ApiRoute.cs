using System.Text.Json;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Isolation;

/// <summary>Every route of the API, as its own document lists it.</summary>
/// <param name="Name">The operation's name, for example <c>GetSite</c>.</param>
internal sealed record ApiRoute(string Name, string Method, string Path)
{
    public static async Task<List<ApiRoute>> AllAsync(RunningConsole console)
    {
        using var http = new HttpClient { BaseAddress = console.Address };
        var document = JsonDocument.Parse(await http.GetStringAsync("/api/v1/openapi.json")).RootElement;
        return document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject()
                .Where(o => o.Name is "get" or "post" or "put" or "delete" or "patch")
                .Select(o => new ApiRoute(o.Value.TryGetProperty("operationId", out var id) ? id.GetString()! : "", o.Name.ToUpperInvariant(), path.Name)))
            .OrderBy(r => r.Path, StringComparer.Ordinal).ThenBy(r => r.Method, StringComparer.Ordinal).ToList();
    }
}
