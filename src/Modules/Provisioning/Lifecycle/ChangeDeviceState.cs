using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Lifecycle;

/// <summary>
/// Maintenance, quarantine, release, decommissioning. Decommissioning revokes all certificates in the same transaction; the
/// live session ends because the gate's memory changes.
/// </summary>
internal sealed class ChangeDeviceState(ConsoleDbs dbs, Caller caller, DeviceDirectory directory, CertificateRegister certificates, TimeProvider clock)
{
    /// <param name="To">Provisioned and active both mean "back in service": which of them follows from whether it has reported.</param>
    /// <param name="Why">Needed for quarantine and decommissioning.</param>
    internal sealed record Input(Guid Id, LifecycleState To, string? Why = null, int? Version = null);

    public async Task<Result<LifecycleState>> RunAsync(Input input, CancellationToken ct)
    {
        var permission = input.To == LifecycleState.Decommissioned ? ProvisioningPermissions.Decommission : ProvisioningPermissions.Serve;
        if (caller.Refuses(permission) is { } refused) return refused;
        var why = input.Why?.Trim() ?? "";
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<Device>().SingleOrDefaultAsync(d => d.Id == input.Id, ct) is not { } device) return ProvisioningProblems.NoDevice;
        if (caller.Refuses(permission, device.SitePath) is { } refusedThere) return refusedThere;
        if (input.Version is { } seen && seen != device.Version) return ProvisioningProblems.ChangedMeanwhile;
        if (why.Length > StateChangeConfiguration.LongestWhy) return ProvisioningProblems.Why;
        if (why.Length == 0 && !LifecycleRules.IsTrusted(input.To)) return ProvisioningProblems.WhyNeeded;

        // A planned device becomes provisioned by its credential, never by hand.
        var backInService = input.To is LifecycleState.Provisioned or LifecycleState.Active;
        if (backInService && device.State == LifecycleState.Planned) return ProvisioningProblems.NoSuchStep(device.State, input.To);
        var (now, from) = (clock.GetUtcNow(), device.State);
        var moved = LifecycleRules.Move(device, backInService ? device.AtRest : input.To, caller.Actor.Name, why, now);
        if (!moved.Succeeded) return moved.Problem;
        db.Add(moved.Value);
        var revoked = device.State == LifecycleState.Decommissioned ? await RevokeAllAsync(db, device, why, now, ct) : [];
        db.Announce(new DeviceStateChanged(device.TenantId, device.Id, from, device.State));
        if (await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct) is { } meanwhile) return meanwhile;
        foreach (var certificate in revoked) certificates.Put(certificate);
        directory.Put(device);
        return device.State;
    }

    private async Task<List<DeviceCertificate>> RevokeAllAsync(ConsoleDb db, Device device, string why, DateTimeOffset now, CancellationToken ct)
    {
        var open = await db.Set<DeviceCertificate>().Where(c => c.DeviceId == device.Id && c.RevokedAt == null).ToListAsync(ct);
        foreach (var certificate in open) certificate.Revoke(caller.Actor.Name, $"Decommissioned: {why}", now);
        return open;
    }
}
