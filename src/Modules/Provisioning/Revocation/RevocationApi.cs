using IoTConsole.Infrastructure.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Provisioning.Revocation;

/// <summary>Revoking all that an authority issued, over HTTP: count first, then revoke exactly that many. Devices by filter are revoked by a run.</summary>
internal static class RevocationApi
{
    /// <param name="Certificates">Not revoked yet; to be given back when revoking.</param>
    /// <param name="Devices">Whose they are.</param>
    /// <param name="Ended">The authority itself is revoked, or no longer trusted, already.</param>
    internal sealed record RevocationPreview(string Name, int Certificates, int Devices, bool Ended);

    /// <param name="Why">1 to 300 characters; kept with each certificate.</param>
    /// <param name="Certificates">What the preview counted; 409 when it is no longer so.</param>
    /// <param name="AlsoAuthority">Revoke the issuer too, or end trust in the maker.</param>
    internal sealed record NewRevocation(string Why, int Certificates, bool AlsoAuthority = false);

    internal sealed record Revoked(int Certificates);

    public static void Map(IEndpointRouteBuilder api)
    {
        var revocation = api.MapGroup("/authorities/{id:guid}/revocation").WithTags("Authorities").RequireAuthorization(ProvisioningPermissions.ViewEnrolment);
        revocation.MapGet("/", PreviewAsync).WithName("PreviewRevocation").WithSummary("Count what revoking an authority's certificates would come to").WithDescription("Changes nothing.");
        revocation.MapPost("/", RevokeAsync).WithName("RevokeIssued").WithSummary("Revoke all that an authority issued")
            .WithDescription("An issuer of the console, of a batch, or a trusted maker. For good, all or nothing; live sessions end within five seconds.");
    }

    private static async Task<Results<Ok<RevocationPreview>, ProblemHttpResult>> PreviewAsync(Guid id, PreviewRevocation preview, CancellationToken ct)
    {
        var row = await preview.RunAsync(id, ct);
        return row.Succeeded ? TypedResults.Ok(new RevocationPreview(row.Value.Name, row.Value.Certificates, row.Value.Devices, row.Value.Ended)) : row.Problem.ToHttp();
    }

    private static async Task<Results<Ok<Revoked>, ProblemHttpResult>> RevokeAsync(Guid id, NewRevocation ask, RevokeIssued revoke, CancellationToken ct)
    {
        var done = await revoke.RunAsync(new(id, ask.Why ?? "", ask.Certificates, ask.AlsoAuthority), ct);
        return done.Succeeded ? TypedResults.Ok(new Revoked(done.Value)) : done.Problem.ToHttp();
    }
}
