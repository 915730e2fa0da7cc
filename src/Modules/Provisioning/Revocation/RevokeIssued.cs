using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Revocation;

/// <summary>
/// Revokes all that one authority issued, and the authority itself when asked: an issuer of a batch, an organisation's, or a maker's root that was
/// trusted. All or nothing, and only as many as the dry run counted. Roots are not touched.
/// </summary>
internal sealed class RevokeIssued(IssuedCertificates issued, Caller caller, EmbeddedAuthority own, TrustStore trust, CertificateRegister register, TimeProvider clock)
{
    // One change in one transaction; beyond it a fleet is revoked part by part with a filter.
    private const int Most = 200_000;

    /// <param name="Why">1 to 300 characters.</param>
    /// <param name="Certificates">What the dry run counted.</param>
    /// <param name="AlsoAuthority">It signs and is believed no more.</param>
    internal sealed record Input(Guid AuthorityId, string Why, int Certificates, bool AlsoAuthority);

    public async Task<Result<int>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage) is { } refused) return refused;
        var found = await issued.FindAsync(input.AuthorityId, ct);
        if (!found.Succeeded) return found.Problem;
        await using var target = found.Value;
        if (input.Why.Trim().Length is 0 or > 300) return ProvisioningProblems.WhyNeeded;
        if (input.AlsoAuthority && IsLast(target.Own)) return ProvisioningProblems.LastIssuer;
        var certificates = await target.Certificates.Take(Most + 1).ToListAsync(ct);
        if (certificates.Count > Most) return ProvisioningProblems.TooManyCertificates;
        if (certificates.Count != input.Certificates) return ProvisioningProblems.OtherCount(certificates.Count);
        var (now, by) = (clock.GetUtcNow(), caller.Actor.Name);
        foreach (var certificate in certificates) certificate.Revoke(by, input.Why, now);
        if (input.AlsoAuthority) End(target, by, input.Why.Trim(), now);
        if (certificates.Count > 0) target.Db.AuditAsOne($"Certificates of {target.Name} revoked: {input.Why.Trim()}");
        if (await target.Db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct) is { } meanwhile) return meanwhile;
        await own.CatchUpAsync(always: true, ct);
        await trust.CatchUpAsync(ct);
        foreach (var certificate in certificates) register.Put(certificate);
        return certificates.Count;
    }

    // The console's own certificate needs an issuer, and so do devices of organisations that have none.
    private bool IsLast(OwnAuthority? issuer) =>
        issuer is { OwnerId: null, Batch: null } && !own.Issuers.Any(i => i.OwnerId is null && i.Batch is null && i.Id != issuer.Id && i.IsUsable(clock.GetUtcNow()));

    private static void End(IssuedCertificates.Found target, string by, string why, DateTimeOffset now)
    {
        if (target.Own is { RevokedAt: null } issuer) (issuer.RevokedAt, issuer.RevokedBy, issuer.RevokedWhy, issuer.ChangedAt) = (now, by, why, now);
        if (target.Maker is { } maker) maker.DistrustedAt ??= now;
    }
}
