using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Lifecycle;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Gate;

/// <summary>
/// Just-in-time registration: a device's first connect with a certificate of a trusted authority registers it, or provisions
/// the planned one. Two at once make one device: the loser of the race finds the winner's.
/// </summary>
internal sealed class EnrolOnConnect(
    IDbContextFactory<ConsoleDb> factory, DeviceDirectory directory, CertificateRegister certificates, DeviceSightings sightings,
    ISiteDirectory sites, TimeProvider clock)
{
    private const int MostRaces = 3;
    private readonly ConsoleDbs _dbs = new(factory, new Caller());

    /// <returns>Refused when the device has to be approved first, or its id was taken in this very moment.</returns>
    public async Task<Result<DeviceEntry>> EnrolAsync(
        string deviceId, DeviceEntry? known, X509Certificate2 certificate, TrustStore.Trust trust, TrustStore.Template template, CancellationToken ct)
    {
        if (known is not null) return await ProvisionAsync(known, certificate, trust.AuthorityId, $"First connect with a certificate of {trust.Name}", ct);
        if (!template.ApproveAutomatically)
        {
            sightings.Waiting(trust.TenantId, template.Id, PlaceOf(trust, template).Path, deviceId);
            return ProvisioningProblems.WaitsForApproval(deviceId);
        }

        if (await RegisterAsync(deviceId, certificate, trust, template, ct) is { } registered) return registered;
        await directory.CatchUpAsync(ct);
        return directory.FindByDeviceId(deviceId) is { } winner && winner.TenantId == trust.TenantId
            ? await EnrolAsync(deviceId, winner, certificate, trust, template, ct)
            : ProvisioningProblems.DeviceIdTaken(deviceId);
    }

    /// <summary>Planned becomes provisioned; a certificate that is shown for the first time is recorded.</summary>
    public async Task<DeviceEntry> ProvisionAsync(DeviceEntry known, X509Certificate2? certificate, Guid? authority, string why, CancellationToken ct)
    {
        for (var race = 0; race < MostRaces; race++)
        {
            await using var db = await _dbs.OpenAsAsync(Actor.SystemFor(known.TenantId), ct);
            var device = await db.Set<Device>().SingleAsync(d => d.Id == known.Id, ct);
            var now = clock.GetUtcNow();
            var before = device.State;
            if (before == LifecycleState.Planned)
            {
                db.Add(LifecycleRules.Move(device, LifecycleState.Provisioned, db.Actor.Name, why, now).Value);
                db.Announce(new DeviceStateChanged(device.TenantId, device.Id, before, device.State));
            }

            var shown = await RecordAsync(db, device, certificate, authority, now, ct);
            if (await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct) is not null) continue;
            directory.Put(device);
            if (shown is not null) certificates.Put(shown);
            return device.ToEntry();
        }

        return directory.Find(known.Id) ?? known;
    }

    // Null when somebody else registered the same device id meanwhile.
    private async Task<DeviceEntry?> RegisterAsync(
        string deviceId, X509Certificate2 certificate, TrustStore.Trust trust, TrustStore.Template template, CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(Actor.SystemFor(trust.TenantId), ct);
        var now = clock.GetUtcNow();
        var plan = new DevicePlan(
            deviceId, deviceId, deviceId, template.Model, trust.Name, "", template.Power ?? PowerSource.Mains, template.SiteId, null, template.IsGateway, template.Tags, template.ExpectedIntervalSeconds ?? 300);
        var device = Device.Plan(plan, PlaceOf(trust, template), now);
        device.State = LifecycleState.Provisioned;
        db.Add(device);
        db.Add(StateChange.Born(device, db.Actor.Name, $"First connect with a certificate of {trust.Name}", now));
        var shown = DeviceCertificate.Of(device, certificate, trust.AuthorityId, db.Actor.Name, now);
        db.Add(shown);
        db.Announce(new DeviceRegistered(device.TenantId, device.Id, device.DeviceId));
        if (await db.TrySaveAsync(ProvisioningProblems.DeviceIdTaken(deviceId), ct) is not null) return null;
        directory.Put(device);
        certificates.Put(shown);
        return device.ToEntry();
    }

    private static async Task<DeviceCertificate?> RecordAsync(
        ConsoleDb db, Device device, X509Certificate2? certificate, Guid? authority, DateTimeOffset now, CancellationToken ct)
    {
        if (certificate is null) return null;
        var shown = DeviceCertificate.Of(device, certificate, authority, db.Actor.Name, now);
        if (await db.Set<DeviceCertificate>().AnyAsync(c => c.Thumbprint == shown.Thumbprint, ct)) return null;
        db.Add(shown);
        return shown;
    }

    // The template's site may have been removed since; the portfolio is always there.
    private SiteNode PlaceOf(TrustStore.Trust trust, TrustStore.Template template) =>
        sites.Find(trust.TenantId, template.SiteId) ?? sites.Root(trust.TenantId);
}
