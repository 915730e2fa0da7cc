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
/// A device shows its certificate in the handshake, so devices ask at the port of MQTT over WebSocket. Refusals are one word of plain text:
/// 400 for the request, 403 for the device, 404, 413, 415, 429 and 503 with Retry-After; 202 with Retry-After while it has to wait.
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
        var answer = http.Features.Get<ITlsConnectionFeature>() is null ? EstAnswer.No(StatusCodes.Status403Forbidden, "plaintext-not-allowed")
            : label is not null && issuer is null ? EstAnswer.No(StatusCodes.Status404NotFound, "no-such-issuer")
            : await ReadAsync(http) is not { } body ? EstAnswer.No(StatusCodes.Status413PayloadTooLarge, "request-too-large")
            : await ask(door, new EstQuestion(issuer, http.Connection.ClientCertificate, ClientCertificates.PresentedBy(http), $"{http.Connection.RemoteIpAddress}", http.Request.ContentType, body), http.RequestAborted);
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.Type;
        http.Response.Headers.CacheControl = "no-store";

        // RFC 8951 says that it means nothing; clients from before it look for it.
        if (answer.Status == StatusCodes.Status200OK) http.Response.Headers["Content-Transfer-Encoding"] = "base64";
        if (answer.RetryAfter is { } wait) http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await http.Response.WriteAsync(answer.Body, http.RequestAborted);
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
