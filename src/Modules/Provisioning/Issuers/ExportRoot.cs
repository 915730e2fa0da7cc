using System.Security.Cryptography;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;

namespace IoTConsole.Provisioning.Issuers;

/// <summary>The root's certificate and its key under a passphrase, in one PEM file that openssl reads. For whoever runs the platform.</summary>
internal sealed class ExportRoot(ConsoleDbs dbs, Caller caller, RootKey rootKey, TimeProvider clock)
{
    private static readonly PbeParameters _strong = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 600_000);

    /// <param name="passphrase">12 to 200 characters.</param>
    public async Task<Result<string>> RunAsync(string passphrase, CancellationToken ct)
    {
        if (!caller.Actor.RunsThePlatform) return AccessProblems.NotThePlatform;
        if (passphrase.Length is < 12 or > 200) return ProvisioningProblems.Passphrase;
        await using var db = await dbs.OpenWideAsync(ct);
        var root = await db.RootAsync(ct);
        using var key = rootKey.Open(root);
        if (key is null) return ProvisioningProblems.RootIsAway;
        root.ExportedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(ct);
        return $"{root.CertificatePem}\n{key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, _strong)}\n";
    }
}
