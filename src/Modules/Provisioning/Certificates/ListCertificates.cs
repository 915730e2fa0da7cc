using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Devices;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>A device's certificates, newest first.</summary>
internal sealed class ListCertificates(ConsoleDbs dbs, Caller caller, TimeProvider clock)
{
    internal enum Standing
    {
        Valid,
        EndsSoon,
        Expired,
        Revoked,
    }

    /// <param name="IssuedHere">False for a certificate of a maker's authority.</param>
    /// <param name="RenewAt">When the device is asked to renew it, by EST; null for a maker's and a revoked one.</param>
    internal sealed record Row(
        Guid Id, string SerialNumber, string Thumbprint, string Subject, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter, bool IssuedHere,
        DateTimeOffset RecordedAt, string RecordedBy, Standing Standing, DateTimeOffset? RevokedAt, string? RevokedWhy, DateTimeOffset? RenewAt);

    public async Task<Result<IReadOnlyList<Row>>> RunAsync(Guid deviceId, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (!await db.Set<Device>().AnyAsync(d => d.Id == deviceId, ct)) return ProvisioningProblems.NoDevice;
        var now = clock.GetUtcNow();
        var rows = await db.Set<DeviceCertificate>().AsNoTracking().Where(c => c.DeviceId == deviceId)
            .OrderByDescending(c => c.RecordedAt).Take(100).ToListAsync(ct);
        return rows.ConvertAll(c => new Row(
            c.Id, c.SerialNumber, c.Thumbprint, c.Subject, c.Issuer, c.NotBefore, c.NotAfter, c.AuthorityId is null, c.RecordedAt, c.RecordedBy,
            StandingOf(c, now), c.RevokedAt, c.RevokedWhy,
            c is { AuthorityId: null, RevokedAt: null } ? RenewalWindow.Moment(c.NotBefore, c.NotAfter, c.Thumbprint) : null));
    }

    // The last third is when a device should renew.
    private static Standing StandingOf(DeviceCertificate certificate, DateTimeOffset now) =>
        certificate.RevokedAt is not null ? Standing.Revoked
        : certificate.NotAfter < now ? Standing.Expired
        : now >= RenewalWindow.Opens(certificate.NotBefore, certificate.NotAfter) ? Standing.EndsSoon : Standing.Valid;
}
