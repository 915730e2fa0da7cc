using System.Globalization;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace IoTConsole.Web.Hosting;

/// <summary>API v1: its document, its limits, and the one place where the modules' endpoints hang.</summary>
internal static class ApiSurface
{
    public const string Prefix = "/api/v1";

    public static IServiceCollection AddApiSurface(this IServiceCollection services, ApiSettings settings)
    {
        services.AddProblemDetails();

        // Enumerations are words on the wire, in answers and in what is sent: numbers would change their meaning with the code.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        services.AddOpenApi("v1", o => o.AddDocumentTransformer((document, _, _) =>
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
        return services.AddRateLimiter(limits => Limit(limits, settings));
    }

    public static RouteGroupBuilder MapApiSurface(this WebApplication app)
    {
        app.MapOpenApi("/api/{documentName}/openapi.json").AllowAnonymous();
        app.MapScalarApiReference("/api/docs", o => o.WithTitle("IoTConsole API").WithOpenApiRoutePattern("/api/{documentName}/openapi.json").DisableDefaultFonts()).AllowAnonymous();
        return app.MapGroup(Prefix).RequireAuthorization().RequireRateLimiting("api").ProducesProblem(401).ProducesProblem(429);
    }

    private static void Limit(RateLimiterOptions limits, ApiSettings settings)
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.AddPolicy("api", http => RateLimitPartition.GetTokenBucketLimiter(
            http.User.Identity is { IsAuthenticated: true, Name: { } name } ? $"{http.User.Identity.AuthenticationType}:{name}" : $"at:{http.Connection.RemoteIpAddress}",
            who => Bucket(who.StartsWith("at:", StringComparison.Ordinal) ? settings.AnonymousRequestsPerMinute : settings.RequestsPerMinute)));
        limits.OnRejected = async (rejected, ct) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await TypedResults.Problem(
                "Too many requests from this key or address. Wait as long as Retry-After says.", title: "Too many requests", statusCode: 429,
                extensions: new Dictionary<string, object?> { ["code"] = "api.too-many-requests" }).ExecuteAsync(rejected.HttpContext);
        };
    }

    private static TokenBucketRateLimiterOptions Bucket(int perMinute) => new()
    {
        TokenLimit = Math.Max(1, perMinute / 4),
        TokensPerPeriod = Math.Max(1, perMinute / 60),
        ReplenishmentPeriod = perMinute >= 60 ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(60.0 / perMinute),
        QueueLimit = 0,
        AutoReplenishment = true,
    };
}
