using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Lifecycle;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Est;

/// <summary>Signs for a device that a gate has let in, in the device's own name. The certificate it came with, if it came with one, stays good until its end, so that a lost answer costs nothing.</summary>
internal sealed class EstIssue(
    IDbContextFactory<ConsoleDb> factory, EmbeddedAuthority own, DeviceDirectory directory, CertificateRegister certificates, PkiSettings settings, TimeProvider clock)
{
    public const string TooEarly = "too-early";
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);
    private readonly ConsoleDbs _dbs = new(factory, new Caller());

    /// <param name="Status">HTTP, of the refusal.</param>
    /// <param name="Wait">When to ask again.</param>
    internal sealed record Answer(X509Certificate2? Certificate, string? Reason = null, int Status = 0, TimeSpan? Wait = null);

    public async Task<Answer> IssueAsync(DeviceIdentity who, X509Certificate2? shown, SigningRequest.Asked asked, Guid? label, bool renews, CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(new Actor(ActorKind.System, who.Id, who.ClientId, who.TenantId, []), ct);
        var now = clock.GetUtcNow();
        var device = await db.Set<Device>().SingleAsync(d => d.Id == who.Id, ct);
        if (!LifecycleRules.IsTrusted(device.State)) return No("device-barred");
        var thumbprint = shown?.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant() ?? "";
        var current = shown is null ? null : await db.Set<DeviceCertificate>().SingleOrDefaultAsync(c => c.DeviceId == device.Id && c.Thumbprint == thumbprint, ct);
        if (current?.RevokedAt is not null) return No("certificate-revoked");
        var isOurs = current is { AuthorityId: null };
        if (renews && !isOurs) return No("not-issued-here");
        if (renews && !IsSameName(shown!, asked)) return No("other-name", StatusCodes.Status400BadRequest);
        if (isOurs && !settings.RenewAnytime && now < RenewalWindow.Opens(current!.NotBefore, current.NotAfter))
            return new Answer(null, TooEarly, StatusCodes.Status202Accepted, RenewalWindow.Moment(current.NotBefore, current.NotAfter, thumbprint) - now);
        var oldest = await db.Set<DeviceCertificate>().Where(c => c.DeviceId == device.Id && c.AuthorityId == null && c.RecordedAt > now - _day)
            .OrderByDescending(c => c.RecordedAt).Skip(settings.CertificatesPerDay - 1).Select(c => (DateTimeOffset?)c.RecordedAt).FirstOrDefaultAsync(ct);
        if (oldest is { } first) return new Answer(null, "too-many-certificates", StatusCodes.Status429TooManyRequests, first + _day - now);

        // Whoever was signed by a batch's issuer stays with it while that signs.
        var issuer = own.IssuerFor(device.TenantId, label);
        if (label is null && current?.IssuerId is { } before && own.IssuerFor(device.TenantId, before) is { Batch: not null } batch) issuer = batch;
        if (issuer is null) return label is null ? No("nobody-issues", StatusCodes.Status503ServiceUnavailable) : No("no-such-issuer", StatusCodes.Status404NotFound);
        var made = own.IssueForDevice(asked.Key, device.DeviceId, issuer);
        var row = DeviceCertificate.Of(device, made, null, db.Actor.Name, now, issuer.Id);
        db.Add(row);
        if (await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct) is not null) return new Answer(null, "changed-meanwhile", StatusCodes.Status503ServiceUnavailable, TimeSpan.FromSeconds(1));
        certificates.Put(row);
        directory.Put(device);
        return new Answer(made);
    }

    // RFC 7030, 4.2.2: a renewal is for the same subject and the same other names. What says nothing about other names means the same.
    private static bool IsSameName(X509Certificate2 shown, SigningRequest.Asked asked) =>
        asked.Subject.Name == shown.SubjectName.Name
        && (asked.OtherNames is null || shown.Extensions.FirstOrDefault(e => e.Oid?.Value == SigningRequest.OtherNamesOid)?.RawData.AsSpan().SequenceEqual(asked.OtherNames) == true);

    private static Answer No(string reason, int status = StatusCodes.Status403Forbidden) => new(null, reason, status);
}
