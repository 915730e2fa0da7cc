using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Issuers;

/// <summary>
/// A new issuing authority: for the caller's organisation, for one manufacturing batch of it, or for the whole console. With the root's key
/// here it is signed at once; otherwise its request waits for the root's answer.
/// </summary>
internal sealed class MakeIssuer(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, EmbeddedAuthority own, RootKey rootKey, PkiSettings settings, TimeProvider clock)
{
    private const int Most = 200;

    /// <param name="Name">1 to 50 characters; the certificate says it with a number.</param>
    /// <param name="Batch">Null for the one that signs unless another is chosen.</param>
    internal sealed record Input(string Name, string? Batch = null, bool ForWholeConsole = false);

    public async Task<Result<Guid>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return ProvisioningProblems.NoSite;
        Guid? owner = input.ForWholeConsole ? null : tenant;
        if (caller.Refuses(sites, owner) is { } refusedThere) return refusedThere;
        var (name, batch) = (input.Name.Trim(), string.IsNullOrWhiteSpace(input.Batch) ? null : input.Batch.Trim());
        if (name.Length is 0 or > 50) return ProvisioningProblems.IssuerName;
        if (batch?.Length > 50) return ProvisioningProblems.IssuerBatch;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<OwnAuthority>().CountAsync(a => a.OwnerId == owner && a.Kind == OwnAuthorityKind.Intermediate, ct) >= Most) return ProvisioningProblems.TooManyIssuers;
        var row = await NewAsync(db, name, batch, owner, ct);
        db.Add(row);
        if (await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct) is { } meanwhile) return meanwhile;
        await own.CatchUpAsync(always: true, ct);
        return row.Id;
    }

    private async Task<OwnAuthority> NewAsync(ConsoleDb db, string name, string? batch, Guid? owner, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var generation = await db.Set<OwnAuthority>().Where(a => a.Kind == OwnAuthorityKind.Intermediate).MaxAsync(a => (int?)a.Generation, ct) + 1 ?? 1;
        var subject = $"{name} {generation}";
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var row = new OwnAuthority
        {
            Id = Guid.CreateVersion7(now), Kind = OwnAuthorityKind.Intermediate, Generation = generation, Name = name, Batch = batch, OwnerId = owner, CreatedAt = now, ChangedAt = now,
        };
        row.SealedKey = rootKey.Seal(key, row.Id);
        var root = await db.RootAsync(ct);
        using var signing = rootKey.Open(root);
        if (signing is null)
        {
            (row.RequestPem, row.NotAfter) = (CertificateMaker.IntermediateRequest(key, subject), now);
            return row;
        }

        using var rootCertificate = X509Certificate2.CreateFromPem(root.CertificatePem);
        using var certificate = CertificateMaker.Intermediate(
            key, subject, rootCertificate, signing, now.AddMinutes(-settings.BackdateMinutes), now.AddYears(settings.IntermediateYears), settings.ListOf(root.Id));
        row.Hold(certificate);
        return row;
    }
}
