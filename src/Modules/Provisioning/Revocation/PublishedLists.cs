using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace IoTConsole.Provisioning.Revocation;

/// <summary>
/// <c>GET /crl/{issuer}.crl</c>: an issuer's revocation list in DER, for anybody and without sign-in. <c>{issuer}</c> is the authority's id in 32
/// hexadecimal digits. Caches keep it for five minutes; 404 for an issuer that is none.
/// </summary>
internal static class PublishedLists
{
    private static readonly TimeSpan _kept = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/crl/{issuer:guid}.crl", AnswerAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<Results<FileContentHttpResult, NotFound>> AnswerAsync(Guid issuer, RevocationLists lists, HttpContext http, CancellationToken ct)
    {
        if (await lists.FindAsync(issuer, ct) is not { } list) return TypedResults.NotFound();
        http.Response.GetTypedHeaders().CacheControl = new CacheControlHeaderValue { Public = true, MaxAge = _kept };
        return TypedResults.File(
            list.Content, "application/pkix-crl", lastModified: list.ThisUpdate, entityTag: new EntityTagHeaderValue($"\"{list.Number.ToString(CultureInfo.InvariantCulture)}\""));
    }
}
