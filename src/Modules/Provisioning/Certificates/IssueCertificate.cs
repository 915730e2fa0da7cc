using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>Signs a device's own key: the private part never leaves the device.</summary>
internal sealed class IssueCertificate(Caller caller, CertificateIssue issue)
{
    /// <param name="CsrPem">PKCS #10 in PEM form, at most 16,384 characters.</param>
    /// <param name="IssuerId">One of the console's own authorities; null for the organisation's usual one.</param>
    internal sealed record Input(Guid Id, string CsrPem, Guid? IssuerId = null);

    public async Task<Result<CertificateIssue.Issued>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.Credentials) is { } refused) return refused;
        var key = SigningRequest.Read(input.CsrPem);
        return key.Succeeded ? await issue.SignAsync(input.Id, key.Value, input.IssuerId, "Certificate issued for the device's own key", ct) : key.Problem;
    }
}
