using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Revocation;

namespace IoTConsole.Provisioning.Issuers;

/// <summary>
/// Removes the root's key from the console, for good. Whoever asks gives the exported file back with its passphrase: that proves that the
/// key exists elsewhere and can be opened, before the only other copy is gone.
/// </summary>
internal sealed class TakeRootOffline(ConsoleDbs dbs, Caller caller, EmbeddedAuthority own, RootKey rootKey, RevocationLists lists, TimeProvider clock)
{
    private const int Longest = 16_000;

    internal sealed record Input(string FilePem, string Passphrase);

    public async Task<Result<Done>> RunAsync(Input input, CancellationToken ct)
    {
        if (!caller.Actor.RunsThePlatform) return AccessProblems.NotThePlatform;
        await using var db = await dbs.OpenWideAsync(ct);
        var root = await db.RootAsync(ct);
        using var key = rootKey.Open(root);
        if (key is null) return ProvisioningProblems.RootIsAway;
        if (!Opens(input, key)) return ProvisioningProblems.RootFile;

        // The last list that the console can sign for the root lasts until the next ceremony.
        await lists.PrepareRootAsync(db, root, key, last: true, ct);
        (root.SealedKey, root.ChangedAt) = (null, clock.GetUtcNow());
        if (await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct) is { } meanwhile) return meanwhile;
        await own.CatchUpAsync(always: true, ct);
        return Done.It;
    }

    private static bool Opens(Input input, ECDsa key)
    {
        if (input.FilePem is not { Length: > 0 and <= Longest } || input.Passphrase is not { Length: > 0 and <= 200 }) return false;
        try
        {
            using var kept = ECDsa.Create();
            kept.ImportFromEncryptedPem(input.FilePem, input.Passphrase);
            return kept.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
