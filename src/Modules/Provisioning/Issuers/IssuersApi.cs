using IoTConsole.Infrastructure.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Provisioning.Issuers;

/// <summary>The console's own authorities over HTTP: list, make, the two halves of the ceremony, and the root's key on its way out.</summary>
internal static class IssuersApi
{
    /// <param name="Standing">Waiting (for the root's answer), Valid, EndsSoon (last third of its life), Expired or Revoked.</param>
    /// <param name="IsUsual">Signs for this organisation unless another is chosen.</param>
    /// <param name="Issued">Certificates of this organisation's devices.</param>
    /// <param name="Live">Of them, neither revoked nor expired.</param>
    /// <param name="RequestPem">PKCS #10 while it waits; null otherwise.</param>
    /// <param name="List">Where its revocation list is: an address, or a path on this console when no address is set.</param>
    internal sealed record IssuerLine(
        Guid Id, string Name, string? Batch, bool ForWholeConsole, string Subject, string Sha256, string Standing, DateTimeOffset? NotAfter, bool IsUsual, int Issued, int Live,
        string? RequestPem, string? CertificatePem, string List, DateTimeOffset? RevokedAt, string? RevokedWhy);

    /// <param name="KeyIsHere">False once it was taken offline.</param>
    internal sealed record RootLine(Guid Id, string Subject, string Sha256, string CertificatePem, DateTimeOffset NotAfter, bool KeyIsHere, DateTimeOffset? ExportedAt, string List);

    internal sealed record AuthorityTree(RootLine Root, IReadOnlyList<IssuerLine> Issuers);

    /// <param name="Name">1 to 50 characters.</param>
    /// <param name="Batch">Manufacturing batch, at most 50 characters: it then signs only when it is chosen. Null for the usual issuer.</param>
    /// <param name="ForWholeConsole">For every organisation; only for whoever runs the platform.</param>
    internal sealed record NewIssuer(string Name, string? Batch = null, bool ForWholeConsole = false);

    /// <param name="Pem">The certificate that the root signed for the request.</param>
    internal sealed record Answer(string Pem);

    /// <param name="Passphrase">12 to 200 characters.</param>
    internal sealed record NewExport(string Passphrase);

    /// <param name="Pem">The exported file.</param>
    internal sealed record Proof(string Pem, string Passphrase);

    internal sealed record NewId(Guid Id);

    public static void Map(IEndpointRouteBuilder api)
    {
        var issuers = api.MapGroup("/authorities/own").WithTags("Authorities").RequireAuthorization(ProvisioningPermissions.ViewEnrolment);
        issuers.MapGet("/", ListAsync).WithName("ListIssuers").WithSummary("The console's own authorities").WithDescription("The root, everybody's issuers and this organisation's; newest first, at most 500.");
        issuers.MapPost("/", MakeAsync).WithName("MakeIssuer").WithSummary("Make an issuing authority")
            .WithDescription("Signed at once while the root's key is on the console; otherwise its `requestPem` waits for the root's answer.");
        issuers.MapPut("/{id:guid}/certificate", AnswerAsync).WithName("BringIssuerCertificate").WithSummary("Bring the root's answer to a request")
            .WithDescription("Refused for another key, name or issuer, without CA:TRUE and pathlen:0, and outside its dates.");
        var root = api.MapGroup("/authorities/root").WithTags("Authorities").RequireAuthorization(ProvisioningPermissions.ViewEnrolment);
        root.MapPost("/export", ExportAsync).WithName("ExportRoot").WithSummary("Export the root's key under a passphrase")
            .WithDescription("Certificate and encrypted PKCS #8 in one PEM file. Only for whoever runs the platform.").Produces<string>(contentType: "application/x-pem-file");
        root.MapPost("/offline", TakeOfflineAsync).WithName("TakeRootOffline").WithSummary("Remove the root's key from the console")
            .WithDescription("For good, and only against the exported file and its passphrase. Only for whoever runs the platform.");
    }

    private static async Task<Results<Ok<AuthorityTree>, ProblemHttpResult>> ListAsync(ListIssuers list, CancellationToken ct)
    {
        var tree = await list.RunAsync(ct);
        if (!tree.Succeeded) return tree.Problem.ToHttp();
        var r = tree.Value.Root;
        return TypedResults.Ok(new AuthorityTree(
            new(r.Id, r.Subject, r.Sha256, r.CertificatePem, r.NotAfter, r.KeyIsHere, r.ExportedAt, r.List),
            tree.Value.Issuers.Select(i => new IssuerLine(
                i.Id, i.Name, i.Batch, i.ForWholeConsole, i.Subject, i.Sha256, i.Standing.ToString(), i.NotAfter, i.IsUsual, i.Issued, i.Live, i.RequestPem, i.CertificatePem, i.List, i.RevokedAt, i.RevokedWhy)).ToList()));
    }

    private static async Task<Results<Created<NewId>, ProblemHttpResult>> MakeAsync(NewIssuer ask, MakeIssuer make, CancellationToken ct)
    {
        var made = await make.RunAsync(new(ask.Name ?? "", ask.Batch, ask.ForWholeConsole), ct);
        return made.Succeeded ? TypedResults.Created($"/api/v1/authorities/own/{made.Value}", new NewId(made.Value)) : made.Problem.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AnswerAsync(Guid id, Answer ask, BringAnswer bring, CancellationToken ct)
    {
        var done = await bring.RunAsync(new(id, ask.Pem ?? ""), ct);
        return done.Succeeded ? TypedResults.NoContent() : done.Problem.ToHttp();
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> ExportAsync(NewExport ask, ExportRoot export, CancellationToken ct)
    {
        var file = await export.RunAsync(ask.Passphrase ?? "", ct);
        return file.Succeeded ? TypedResults.Text(file.Value, "application/x-pem-file") : file.Problem.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> TakeOfflineAsync(Proof ask, TakeRootOffline take, CancellationToken ct)
    {
        var done = await take.RunAsync(new(ask.Pem ?? "", ask.Passphrase ?? ""), ct);
        return done.Succeeded ? TypedResults.NoContent() : done.Problem.ToHttp();
    }
}
