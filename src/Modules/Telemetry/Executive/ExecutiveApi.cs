using IoTConsole.Infrastructure.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Telemetry.Executive;

/// <summary>The executive page as a file.</summary>
internal static class ExecutiveApi
{
    public static IEndpointRouteBuilder MapExecutive(this IEndpointRouteBuilder api)
    {
        api.MapGet("/executive.pdf", PdfAsync).WithName("PrintExecutive").WithTags("Telemetry").RequireAuthorization(TelemetryPermissions.ViewReadings)
            .WithSummary("The executive page as PDF")
            .WithDescription("One page of A4 for the caller's scope: health, ingest and sites at risk of the last `days` (1, 7 or 30; default 7), each figure with when it was so and of how much it speaks. `scope` narrows it to a site.")
            .Produces(200, contentType: "application/pdf");
        return api;
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> PdfAsync(PrintExecutive print, CancellationToken ct, int days = 7)
    {
        var printed = await print.RunAsync(days, ct);
        return printed.Succeeded ? TypedResults.File(printed.Value.Bytes, "application/pdf", printed.Value.Name) : printed.Problem.ToHttp();
    }
}
