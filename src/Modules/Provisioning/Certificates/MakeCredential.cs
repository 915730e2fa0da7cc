using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>Makes key and certificate for a device that cannot make its own. The key is in the answer and nowhere else.</summary>
internal sealed class MakeCredential(Caller caller, CertificateIssue issue)
{
    /// <param name="KeyPem">PKCS #8, to be shown once.</param>
    internal sealed record Made(CertificateIssue.Issued Certificate, string KeyPem);

    public async Task<Result<Made>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.Credentials) is { } refused) return refused;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issued = await issue.SignAsync(id, new PublicKey(key), null, "Key and certificate made by the console", ct);
        return issued.Succeeded ? new Made(issued.Value, key.ExportPkcs8PrivateKeyPem()) : issued.Problem;
    }
}
