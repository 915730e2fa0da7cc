using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Issuers;

/// <summary>The second half of the ceremony: the certificate that the offline root signed for a waiting request.</summary>
internal sealed class BringAnswer(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, EmbeddedAuthority own, RootKey rootKey, TimeProvider clock)
{
    /// <param name="CertificatePem">One certificate in PEM form, at most 8,000 characters.</param>
    internal sealed record Input(Guid Id, string CertificatePem);

    public async Task<Result<Done>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.SeenBy(caller.Actor.TenantId).SingleOrDefaultAsync(a => a.Id == input.Id && a.Kind == OwnAuthorityKind.Intermediate, ct) is not { } row) return ProvisioningProblems.NoIssuer;
        if (caller.Refuses(sites, row.OwnerId) is { } refusedThere) return refusedThere;
        if (row.RequestPem is null || row.CertificatePem.Length > 0 || row.RevokedAt is not null) return ProvisioningProblems.AnswerNotAwaited;
        var now = clock.GetUtcNow();
        var read = IssuerAnswer.Read(input.CertificatePem);
        if (!read.Succeeded) return read.Problem;
        using var certificate = read.Value;
        using var key = rootKey.Open(row)!;
        if (IssuerAnswer.Refuse(certificate, row.RequestPem, key, own.Root, now) is { } wrong) return wrong;
        row.Hold(certificate);
        row.ChangedAt = now;
        if (await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct) is { } meanwhile) return meanwhile;
        await own.CatchUpAsync(always: true, ct);
        return Done.It;
    }
}
