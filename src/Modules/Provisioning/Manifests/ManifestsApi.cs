using System.Text;
using IoTConsole.Infrastructure.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Provisioning.Manifests;

/// <summary>Manifests over HTTP: brought, looked at, imported.</summary>
internal static class ManifestsApi
{
    /// <param name="Rows">Those that can be imported.</param>
    /// <param name="Faulty">Rows with at least one fault, which are left out.</param>
    /// <param name="RunId">The run that imports it; null before.</param>
    internal sealed record ManifestLine(Guid Id, string Name, string BroughtBy, DateTimeOffset BroughtAt, int Rows, int Faulty, Guid? RunId);

    /// <param name="Line">In the file, the first being 1.</param>
    internal sealed record FaultLine(int Line, string Column, string Given, string Code, string Why);

    /// <param name="Faults">The first 100; all are in the file of faults.</param>
    /// <param name="Ignored">Columns that mean nothing here.</param>
    internal sealed record ManifestDetail(
        ManifestLine Manifest, IReadOnlyList<FaultLine> Faults, IReadOnlyList<string> Ignored, IReadOnlyDictionary<string, int> Models, IReadOnlyDictionary<string, int> Places);

    internal sealed record NewId(Guid Id);

    internal sealed record ImportStarted(Guid RunId);

    public static void Map(IEndpointRouteBuilder api)
    {
        var manifests = api.MapGroup("/manifests").WithTags("Manifests").RequireAuthorization(ProvisioningPermissions.RegisterDevices);
        manifests.MapGet("/", ListAsync).WithName("ListManifests").WithSummary("List manifests").WithDescription("At most 100, newest first; kept for 90 days.");
        manifests.MapPost("/", BringAsync).WithName("BringManifest").WithSummary("Bring a manifest and have it judged")
            .WithDescription("The body is CSV with a header or a JSON array of objects, in UTF-8: at most 32 MiB and 200,000 rows. Columns: " + ManifestColumns.Header
                + ". `serial` and `model` are needed; `place` is the names from the top with slashes between, or a site's id. Nothing is planned until it is imported.")
            .WithMetadata(new RequestSizeLimitAttribute(BringManifest.Longest + 1));
        manifests.MapGet("/{id:guid}", GetAsync).WithName("GetManifest").WithSummary("One manifest with its faults");
        manifests.MapGet("/{id:guid}/faults", FaultsAsync).WithName("ListManifestFaults").WithSummary("The faults of a manifest by line and column, as CSV").Produces(200, contentType: "text/csv").ProducesProblem(403).ProducesProblem(404);
        manifests.MapPost("/{id:guid}/import", ImportAsync).WithName("ImportManifest").WithSummary("Plan the good rows in the background").WithDescription("Ask for the run to see how far it is.");
    }

    private static async Task<Results<Ok<Page<ManifestLine>>, ProblemHttpResult>> ListAsync(ListManifests list, CancellationToken ct)
    {
        var rows = await list.RunAsync(ct);
        return rows.Succeeded ? TypedResults.Ok(new Page<ManifestLine>(rows.Value.Select(Line).ToList(), null)) : rows.Problem.ToHttp();
    }

    private static async Task<Results<Created<NewId>, ProblemHttpResult>> BringAsync(HttpRequest request, BringManifest bring, CancellationToken ct, string? name = null, Guid? site = null)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        var brought = await bring.RunAsync(new(name ?? "manifest", body.ToArray(), site), ct);
        return brought.Succeeded ? TypedResults.Created($"/api/v1/manifests/{brought.Value}", new NewId(brought.Value)) : brought.Problem.ToHttp();
    }

    private static async Task<Results<Ok<ManifestDetail>, ProblemHttpResult>> GetAsync(Guid id, GetManifest get, CancellationToken ct)
    {
        var found = await get.RunAsync(id, ct);
        if (!found.Succeeded) return found.Problem.ToHttp();
        var look = found.Value.Look;
        return TypedResults.Ok(new ManifestDetail(
            Line(found.Value.Head), [.. look.Faults.Take(100).Select(f => new FaultLine(f.Line, f.Column, f.Given, f.Why.Code, f.Why.Words))], look.Ignored,
            look.Models.ToDictionary(m => m.What, m => m.Count), look.Places.ToDictionary(p => p.What, p => p.Count)));
    }

    private static async Task<IResult> FaultsAsync(Guid id, GetManifest get, CancellationToken ct)
    {
        var found = await get.RunAsync(id, ct);
        if (!found.Succeeded) return found.Problem.ToHttp();
        var text = new StringBuilder("line,column,given,code,why\r\n");
        foreach (var fault in found.Value.Look.Faults)
            text.Append(fault.Line).Append(',').Append(Cell(fault.Column)).Append(',').Append(Cell(fault.Given)).Append(',').Append(fault.Why.Code).Append(',').Append(Cell(fault.Why.Words)).Append("\r\n");
        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", $"faults-{id}.csv");
    }

    private static async Task<Results<Accepted<ImportStarted>, ProblemHttpResult>> ImportAsync(Guid id, ImportManifest import, CancellationToken ct)
    {
        var run = await import.RunAsync(id, ct);
        return run.Succeeded ? TypedResults.Accepted($"/api/v1/runs/{run.Value}", new ImportStarted(run.Value)) : run.Problem.ToHttp();
    }

    private static ManifestLine Line(ListManifests.Row m) => new(m.Id, m.Name, m.BroughtBy, m.BroughtAt, m.Rows, m.Faulty, m.RunId);

    // Quoted, and a text that begins like a formula gets an apostrophe: a spreadsheet would run it.
    private static string Cell(string text)
    {
        var harmless = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
