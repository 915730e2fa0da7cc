using IoTConsole.Infrastructure.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Telemetry.Plans;

/// <summary>Floor plans as pictures.</summary>
internal static class PlansApi
{
    public static IEndpointRouteBuilder MapPlans(this IEndpointRouteBuilder api)
    {
        api.MapGet("/sites/{id:guid}/plan", OpenAsync).WithName("GetFloorPlan").WithTags("Sites").WithSummary("The plan of a floor")
            .WithDescription("image/svg+xml, image/png or image/jpeg, as it was made harmless when uploaded. 404 while the floor has none.")
            .Produces(200).ProducesProblem(403).ProducesProblem(404);
        api.MapPut("/sites/{id:guid}/plan", UploadAsync).WithName("PutFloorPlan").WithTags("Sites").WithSummary("Upload or replace the plan of a floor")
            .WithDescription("The file itself as the body: SVG up to 2 MB, PNG or JPEG up to 8 MB. Told by its contents, made harmless, 400 when it is no drawing. Devices keep their places.")
            .Produces(204).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        return api;
    }

    private static async Task<IResult> OpenAsync(Guid id, OpenPlan open, HttpContext http, CancellationToken ct)
    {
        var plan = await open.RunAsync(id, ct);
        if (!plan.Succeeded) return plan.Problem.ToHttp();

        // Should anything ever slip through, opened as a page of its own it still may run and load nothing.
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        http.Response.Headers.CacheControl = "private, max-age=3600";
        return TypedResults.Bytes(plan.Value.Content, plan.Value.MediaType);
    }

    /// <param name="name">How the plan is called; "plan" when nothing is said.</param>
    private static async Task<IResult> UploadAsync(Guid id, HttpRequest request, UploadPlan upload, CancellationToken ct, string? name = null)
    {
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (content.Length <= PlanFile.MostBytes && await request.Body.ReadAsync(buffer, ct) is > 0 and var read) content.Write(buffer, 0, read);
        var done = await upload.RunAsync(new(id, name ?? "plan", content.ToArray()), ct);
        return done.Succeeded ? TypedResults.NoContent() : done.Problem.ToHttp();
    }
}
