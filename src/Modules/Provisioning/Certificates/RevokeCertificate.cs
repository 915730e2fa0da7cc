using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Devices;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>For good: the gate refuses it from now on and the live session ends. Revoking twice changes nothing.</summary>
internal sealed class RevokeCertificate(ConsoleDbs dbs, Caller caller, CertificateRegister certificates, TimeProvider clock)
{
    internal sealed record Input(Guid DeviceId, Guid CertificateId, string Why);

    public async Task<Result<Done>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.Credentials) is { } refused) return refused;
        if (input.Why.Trim().Length is 0 or > 300) return ProvisioningProblems.WhyNeeded;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<Device>().AsNoTracking().SingleOrDefaultAsync(d => d.Id == input.DeviceId, ct) is not { } device) return ProvisioningProblems.NoDevice;
        if (caller.Refuses(ProvisioningPermissions.Credentials, device.SitePath) is { } refusedThere) return refusedThere;
        if (await db.Set<DeviceCertificate>().SingleOrDefaultAsync(c => c.Id == input.CertificateId && c.DeviceId == device.Id, ct) is not { } certificate)
            return ProvisioningProblems.NoCertificate;
        certificate.Revoke(caller.Actor.Name, input.Why, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        certificates.Put(certificate);
        return Done.It;
    }
}
