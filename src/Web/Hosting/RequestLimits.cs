using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using IoTConsole.Infrastructure.Counting;
using Microsoft.AspNetCore.RateLimiting;

namespace IoTConsole.Web.Hosting;

/// <summary>How often one may ask: a key or person of the API, an address that has not signed in, an address that tries passwords and links.</summary>
internal static class RequestLimits
{
    public const string Api = "api";

    // Where a password, a code or a link is tried. Reading the forms is free.
    private static readonly PathString[] _doors = ["/signin", "/setup", "/invite"];

    public static IServiceCollection AddRequestLimits(this IServiceCollection services, ApiSettings api, SignInSettings signIn) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => IsATry(http)
            ? RateLimitPartition.GetTokenBucketLimiter(AddressOf(http), _ => Bucket(signIn.TriesPerMinute, burst: signIn.TriesPerMinute))
            : RateLimitPartition.GetNoLimiter(""));
        limits.AddPolicy(Api, http => RateLimitPartition.GetTokenBucketLimiter(
            http.User.Identity is { IsAuthenticated: true, Name: { } name } ? $"{http.User.Identity.AuthenticationType}:{name}" : $"at:{http.Connection.RemoteIpAddress}",
            who =>
            {
                var perMinute = who.StartsWith("at:", StringComparison.Ordinal) ? api.AnonymousRequestsPerMinute : api.RequestsPerMinute;
                return Bucket(perMinute, burst: Math.Max(1, perMinute / 4));
            }));
        limits.OnRejected = RejectAsync;
    });

    private static async ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken ct)
    {
        var http = rejected.HttpContext;
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (IsATry(http))
        {
            http.RequestServices.GetRequiredService<Refusals>().Count("sign-in", "too-many-tries", null, http.Connection.RemoteIpAddress?.ToString());

            // The shell answers what has no body: words for a person, problem details for a program. Its page is read, not sent a form.
            http.Request.Method = HttpMethods.Get;
            return;
        }

        await TypedResults.Problem(
            "Too many requests from this key or address. Wait as long as Retry-After says.", title: "Too many requests", statusCode: 429,
            extensions: new Dictionary<string, object?> { ["code"] = "api.too-many-requests" }).ExecuteAsync(http);
    }

    private static bool IsATry(HttpContext http) => HttpMethods.IsPost(http.Request.Method) && _doors.Any(d => http.Request.Path.StartsWithSegments(d));

    // Whoever has one IPv6 address has the 2^64 beside it.
    private static string AddressOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes()[..8]) : address.ToString();
    }

    private static TokenBucketRateLimiterOptions Bucket(int perMinute, int burst) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = Math.Max(1, perMinute / 60),
        ReplenishmentPeriod = perMinute >= 60 ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(60.0 / perMinute),
        QueueLimit = 0,
        AutoReplenishment = true,
    };
}
