using IoTConsole.Infrastructure.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>Device certificates over HTTP. Keys are made by devices here; one made by the console is shown on its page only.</summary>
internal static class CertificatesApi
{
    /// <param name="Standing">Valid, EndsSoon (last third of its life), Expired or Revoked.</param>
    /// <param name="IssuedHere">False for a certificate of a maker's authority.</param>
    /// <param name="RenewAt">When the device is asked to renew it: after two thirds of its life, each at its own moment. Null for a maker's and a revoked one.</param>
    internal sealed record CertificateLine(
        Guid Id, string SerialNumber, string Sha256, string Subject, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Standing,
        bool IssuedHere, DateTimeOffset RecordedAt, DateTimeOffset? RevokedAt, string? RevokedWhy, DateTimeOffset? RenewAt);

    /// <param name="Csr">PKCS #10 in PEM form, at most 16,384 characters. Only its public key is used; the name is the device id.</param>
    /// <param name="IssuerId">One of the console's own authorities, for example that of a manufacturing batch; null for the organisation's usual one.</param>
    internal sealed record NewCertificate(string Csr, Guid? IssuerId = null);

    /// <param name="CertificatePem">The device's certificate.</param>
    /// <param name="ChainPem">The certificate and the intermediate, as the device sends them.</param>
    /// <param name="RootPem">What the device must trust.</param>
    internal sealed record IssuedCertificate(Guid Id, string DeviceId, string CertificatePem, string ChainPem, string RootPem, DateTimeOffset NotAfter);

    public static void Map(IEndpointRouteBuilder api)
    {
        var certificates = api.MapGroup("/devices/{id:guid}/certificates").WithTags("Devices").RequireAuthorization(ProvisioningPermissions.ViewDevices);
        certificates.MapGet("/", ListAsync).WithName("ListDeviceCertificates").WithSummary("List a device's certificates").WithDescription("Newest first, at most 100.");
        certificates.MapPost("/", IssueAsync).WithName("IssueDeviceCertificate").WithSummary("Issue a certificate for a device's own key")
            .WithDescription("Keys on P-256 or P-384, or RSA of 2048 to 4096 bits. A planned device becomes provisioned.");
        certificates.MapDelete("/{certificateId:guid}", RevokeAsync).WithName("RevokeDeviceCertificate").WithSummary("Revoke a certificate")
            .WithDescription("For good; `why` is kept. The live session ends within five seconds.");
    }

    private static async Task<Results<Ok<Page<CertificateLine>>, ProblemHttpResult>> ListAsync(Guid id, ListCertificates list, CancellationToken ct)
    {
        var rows = await list.RunAsync(id, ct);
        return rows.Succeeded
            ? TypedResults.Ok(new Page<CertificateLine>(rows.Value.Select(c => new CertificateLine(
                c.Id, c.SerialNumber, c.Thumbprint, c.Subject, c.Issuer, c.NotBefore, c.NotAfter, c.Standing.ToString(), c.IssuedHere, c.RecordedAt, c.RevokedAt, c.RevokedWhy, c.RenewAt)).ToList(), null))
            : rows.Problem.ToHttp();
    }

    private static async Task<Results<Ok<IssuedCertificate>, ProblemHttpResult>> IssueAsync(Guid id, NewCertificate ask, IssueCertificate issue, CancellationToken ct)
    {
        var issued = await issue.RunAsync(new(id, ask.Csr, ask.IssuerId), ct);
        if (!issued.Succeeded) return issued.Problem.ToHttp();
        var c = issued.Value;
        return TypedResults.Ok(new IssuedCertificate(c.Id, c.DeviceId, c.CertificatePem, c.ChainPem, c.RootPem, c.NotAfter));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid id, Guid certificateId, RevokeCertificate revoke, CancellationToken ct, string? why = null)
    {
        var done = await revoke.RunAsync(new(id, certificateId, string.IsNullOrWhiteSpace(why) ? "Revoked over the API" : why), ct);
        return done.Succeeded ? TypedResults.NoContent() : done.Problem.ToHttp();
    }
}
