using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace IoTConsole.Web.Hosting;

/// <summary>API v1: its document, and the one place where the modules' endpoints hang.</summary>
internal static class ApiSurface
{
    public const string Prefix = "/api/v1";

    public static IServiceCollection AddApiSurface(this IServiceCollection services)
    {
        services.AddProblemDetails();

        // Enumerations are words on the wire, in answers and in what is sent: numbers would change their meaning with the code.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        return services.AddOpenApi("v1", o => o.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "IoTConsole API",
                Version = "v1",
                Description = "Everything the console shows, within the scope of the key. Send the key as “Authorization: Bearer iotc_…”. "
                    + "Lists are paged by cursor; errors are application/problem+json with a stable code.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key of this console." };
            return Task.CompletedTask;
        }));
    }

    public static RouteGroupBuilder MapApiSurface(this WebApplication app)
    {
        app.MapOpenApi("/api/{documentName}/openapi.json").AllowAnonymous();
        app.MapScalarApiReference("/api/docs", o => o.WithTitle("IoTConsole API").WithOpenApiRoutePattern("/api/{documentName}/openapi.json").DisableDefaultFonts()).AllowAnonymous();
        return app.MapGroup(Prefix).RequireAuthorization().RequireRateLimiting(RequestLimits.Api).ProducesProblem(401).ProducesProblem(429);
    }
}
