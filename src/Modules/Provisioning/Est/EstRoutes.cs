using System.Globalization;
using System.Text;
using IoTConsole.Infrastructure.Broker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Est;

/// <summary>
/// Enrolment over Secure Transport (RFC 7030) at <c>/.well-known/est/</c>, over TLS only: <c>GET cacerts</c>, <c>GET csrattrs</c>, <c>POST simpleenroll</c>
/// and <c>POST simplereenroll</c>. With <c>/.well-known/est/{issuer}/…</c> the issuer with this id (32 hexadecimal digits) signs, for example a batch's.
/// A device shows its certificate in the handshake, so devices ask at the port of MQTT over WebSocket. One that has none yet, but a key of an enrolment
/// group, enrols at <c>/.well-known/est/{group}/simpleenroll</c> by HTTP Basic: its device id, and the key in base64 or a SharedAccessSignature made with it. Refusals are one word of plain text:
/// 400 for the request, 401 for a key that is none, 403 for the device, 404, 413, 415, 429 and 503 with Retry-After; 202 with Retry-After while it has to wait.
/// </summary>
internal static class EstRoutes
{
    private const int Longest = 32_768;

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var prefix in new[] { "/.well-known/est", "/.well-known/est/{label}" })
        {
            var est = app.MapGroup(prefix).AllowAnonymous().ExcludeFromDescription();
            est.MapGet("/cacerts", Answering(static (door, ask, _) => Task.FromResult(door.Authorities(ask))));
            est.MapGet("/csrattrs", Answering(static (_, _, _) => Task.FromResult(EstDoor.Attributes())));
            est.MapPost("/simpleenroll", Answering(static (door, ask, ct) => door.EnrolAsync(ask, renews: false, ct)));
            est.MapPost("/simplereenroll", Answering(static (door, ask, ct) => door.EnrolAsync(ask, renews: true, ct)));
        }
    }

    private static RequestDelegate Answering(Func<EstDoor, EstQuestion, CancellationToken, Task<EstAnswer>> ask) => http => AnswerAsync(http, ask);

    private static async Task AnswerAsync(HttpContext http, Func<EstDoor, EstQuestion, CancellationToken, Task<EstAnswer>> ask)
    {
        var door = http.RequestServices.GetRequiredService<EstDoor>();
        var label = http.GetRouteValue("label") as string;
        var issuer = Guid.TryParseExact(label, "N", out var id) ? id : (Guid?)null;
        var (user, password) = Basic(http.Request.Headers.Authorization.ToString());
        var answer = http.Features.Get<ITlsConnectionFeature>() is null ? EstAnswer.No(StatusCodes.Status403Forbidden, "plaintext-not-allowed")
            : label is not null && issuer is null ? EstAnswer.No(StatusCodes.Status404NotFound, "no-such-issuer")
            : await ReadAsync(http) is not { } body ? EstAnswer.No(StatusCodes.Status413PayloadTooLarge, "request-too-large")
            : await ask(door, new EstQuestion(issuer, http.Connection.ClientCertificate, ClientCertificates.PresentedBy(http), $"{http.Connection.RemoteIpAddress}", http.Request.ContentType, body, user, password), http.RequestAborted);
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.Type;
        http.Response.Headers.CacheControl = "no-store";

        // RFC 8951 says that it means nothing; clients from before it look for it.
        if (answer.Status == StatusCodes.Status200OK) http.Response.Headers["Content-Transfer-Encoding"] = "base64";
        if (answer.Status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Basic realm=\"est\"";
        if (answer.RetryAfter is { } wait) http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await http.Response.WriteAsync(answer.Body, http.RequestAborted);
    }

    // RFC 7617: everything after the first colon is the password.
    private static (string? User, string? Password) Basic(string header)
    {
        const string scheme = "Basic ";
        var plain = new byte[header.Length];
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(header[scheme.Length..].Trim(), plain, out var length)) return default;
        var parts = Encoding.UTF8.GetString(plain, 0, length).Split(':', 2);
        return parts.Length == 2 ? (parts[0], parts[1]) : default;
    }

    // Null when it is longer than any request can be.
    private static async Task<string?> ReadAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method)) return "";
        var buffer = new byte[Longest + 1];
        var length = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, http.RequestAborted);
        return length > Longest ? null : Encoding.ASCII.GetString(buffer, 0, length);
    }
}
