using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Lifecycle;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>What issuing by request and issuing with a made key have in common.</summary>
internal sealed class CertificateIssue(
    ConsoleDbs dbs, Caller caller, EmbeddedAuthority authority, DeviceDirectory directory, CertificateRegister certificates, TimeProvider clock)
{
    /// <param name="ChainPem">The leaf and the intermediate, as a device sends them.</param>
    internal sealed record Issued(Guid Id, string DeviceId, string CertificatePem, string ChainPem, string RootPem, DateTimeOffset NotAfter);

    /// <summary>Issues, records, and provisions a planned device, in one transaction.</summary>
    public async Task<Result<Issued>> SignAsync(Guid id, PublicKey key, Guid? issuerId, string why, CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<Device>().SingleOrDefaultAsync(d => d.Id == id, ct) is not { } device) return ProvisioningProblems.NoDevice;
        if (caller.Refuses(ProvisioningPermissions.Credentials, device.SitePath) is { } refused) return refused;
        if (device.State == LifecycleState.Decommissioned) return ProvisioningProblems.NotForDecommissioned;
        if (device.State == LifecycleState.Quarantined) return ProvisioningProblems.NotForQuarantined;

        var now = clock.GetUtcNow();
        if (authority.IssuerFor(device.TenantId, issuerId) is not { } issuer) return issuerId is null ? ProvisioningProblems.NobodyIssues : ProvisioningProblems.NoIssuer;
        using var certificate = authority.IssueForDevice(key, device.DeviceId, issuer);
        var row = DeviceCertificate.Of(device, certificate, null, caller.Actor.Name, now, issuer.Id);
        db.Add(row);
        if (device.State == LifecycleState.Planned)
        {
            db.Add(LifecycleRules.Move(device, LifecycleState.Provisioned, caller.Actor.Name, why, now).Value);
            db.Announce(new DeviceStateChanged(device.TenantId, device.Id, LifecycleState.Planned, device.State));
        }

        if (await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct) is { } meanwhile) return meanwhile;
        certificates.Put(row);
        directory.Put(device);
        var leaf = certificate.ExportCertificatePem();
        return new Issued(
            row.Id, device.DeviceId, leaf, $"{leaf}\n{issuer.Certificate.ExportCertificatePem()}\n", authority.Root.ExportCertificatePem(), row.NotAfter);
    }
}
