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
    private static readonly string _taken = ProvisioningProblems.DeviceIdTaken("").Code;
    private readonly ConsoleDbs _dbs = new(factory, new Caller());

    /// <returns>Refused when the device has to be approved first, or its id was taken in this very moment.</returns>
    public async Task<Result<DeviceEntry>> EnrolAsync(
        string deviceId, DeviceEntry? known, X509Certificate2? certificate, TrustStore.Trust trust, TrustStore.Template template, CancellationToken ct)
    {
        if (known is null or { State: LifecycleState.Planned } && template.Shut(clock.GetUtcNow()) is { } shut) return shut;
        if (known is not null) return await ProvisionAsync(known, certificate, trust.AuthorityId, WhyOf(trust), template.Id, ct);
        if (!template.ApproveAutomatically)
        {
            sightings.Waiting(trust.TenantId, template.Id, PlaceOf(trust, template).Path, deviceId);
            return ProvisioningProblems.WaitsForApproval(deviceId);
        }

        var registered = await RegisterAsync(deviceId, certificate, trust, template, ct);
        if (registered.Succeeded || registered.Problem.Code != _taken) return registered;
        await directory.CatchUpAsync(ct);
        return directory.FindByDeviceId(deviceId) is { } winner && winner.TenantId == trust.TenantId
            ? await EnrolAsync(deviceId, winner, certificate, trust, template, ct)
            : ProvisioningProblems.DeviceIdTaken(deviceId);
    }

    /// <summary>Planned becomes provisioned; a certificate that is shown for the first time is recorded.</summary>
    /// <param name="group">Whose quota it counts for; null for none.</param>
    public async Task<Result<DeviceEntry>> ProvisionAsync(DeviceEntry known, X509Certificate2? certificate, Guid? authority, string why, Guid? group, CancellationToken ct)
    {
        for (var race = 0; race < MostRaces; race++)
        {
            await using var db = await _dbs.OpenAsAsync(Actor.SystemFor(known.TenantId), ct);
            await using var all = await db.Database.BeginTransactionAsync(ct);
            var device = await db.Set<Device>().SingleAsync(d => d.Id == known.Id, ct);
            var now = clock.GetUtcNow();
            var before = device.State;
            if (before == LifecycleState.Planned)
            {
                if (group is { } id && !await CountAsync(db, id, ct)) return ProvisioningProblems.EnrolmentFull;
                device.EnrolledBy = group;
                db.Add(LifecycleRules.Move(device, LifecycleState.Provisioned, db.Actor.Name, why, now).Value);
                db.Announce(new DeviceStateChanged(device.TenantId, device.Id, before, device.State));
            }

            var shown = await RecordAsync(db, device, certificate, authority, now, ct);
            if (await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct) is not null) continue;
            await all.CommitAsync(ct);
            directory.Put(device);
            if (shown is not null) certificates.Put(shown);
            return device.ToEntry();
        }

        return directory.Find(known.Id) ?? known;
    }

    // Refused as taken when somebody else registered the same device id meanwhile.
    private async Task<Result<DeviceEntry>> RegisterAsync(
        string deviceId, X509Certificate2? certificate, TrustStore.Trust trust, TrustStore.Template template, CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(Actor.SystemFor(trust.TenantId), ct);
        await using var all = await db.Database.BeginTransactionAsync(ct);
        if (!await CountAsync(db, template.Id, ct)) return ProvisioningProblems.EnrolmentFull;
        var now = clock.GetUtcNow();
        var plan = new DevicePlan(
            deviceId, deviceId, deviceId, template.Model, trust.Name, "", template.Power ?? PowerSource.Mains, template.SiteId, null, template.IsGateway, template.Tags, template.ExpectedIntervalSeconds ?? 300);
        var device = Device.Plan(plan, PlaceOf(trust, template), now);
        (device.State, device.EnrolledBy) = (LifecycleState.Provisioned, template.Id);
        db.Add(device);
        db.Add(StateChange.Born(device, db.Actor.Name, WhyOf(trust), now));
        var shown = certificate is null ? null : DeviceCertificate.Of(device, certificate, trust.AuthorityId, db.Actor.Name, now);
        if (shown is not null) db.Add(shown);
        db.Announce(new DeviceRegistered(device.TenantId, device.Id, device.DeviceId));
        if (await db.TrySaveAsync(ProvisioningProblems.DeviceIdTaken(deviceId), ct) is { } taken) return taken;
        await all.CommitAsync(ct);
        directory.Put(device);
        if (shown is not null) certificates.Put(shown);
        return device.ToEntry();
    }

    // In the transaction of what it counts: neither a race nor a fault in between makes it one too many.
    private static async Task<bool> CountAsync(ConsoleDb db, Guid group, CancellationToken ct) =>
        await db.Set<EnrolmentTemplate>().Where(t => t.Id == group && (t.Quota == null || t.Enrolled < t.Quota))
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Enrolled, t => t.Enrolled + 1), ct) == 1;

    private static string WhyOf(TrustStore.Trust trust) => trust.AuthorityId is null ? $"Enrolled with a key of {trust.Name}" : $"First connect with a certificate of {trust.Name}";

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
