using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Groups;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Gate;

/// <summary>
/// Who proves itself by a key of an enrolment group, to get its first certificate. The key of a group opens what registered by this group
/// and what nobody has registered or only planned: never a device that came in another way.
/// </summary>
internal sealed class KeyGate(IDbContextFactory<ConsoleDb> factory, TrustStore trust, DeviceDirectory devices, EnrolOnConnect enrol, TimeProvider clock)
{
    private readonly ConsoleDbs _dbs = new(factory, new Caller());

    public async Task<ConnectVerdict> JudgeAsync(Guid? groupId, string deviceId, string proof, CancellationToken ct)
    {
        if (!devices.IsReady) return ConnectVerdict.Refuse(ConnectRefusal.ServerBusy, "starting", "The console is still starting.");
        if (!DeviceRules.IsDeviceId(deviceId)) return ConnectVerdict.Refuse(ConnectRefusal.ClientIdentifierNotValid, "client-id-not-valid", "The name cannot be a device id.");
        if (groupId is not { } id || trust.FindGroup(id) is not { } group || !Holds(group, id, deviceId, proof))
            return ConnectVerdict.Refuse(ConnectRefusal.BadUserNameOrPassword, "wrong-key", $"No group called so, or not its key for {deviceId}.", groupId is { } asked ? trust.FindGroup(asked)?.Trust.TenantId : null);
        var tenant = group.Trust.TenantId;
        if (!EnrolmentPattern.Matches(group.Template.Pattern, deviceId)) return No("no-template", $"The group {group.Trust.Name} does not expect {deviceId}.", tenant);
        var device = devices.FindByDeviceId(deviceId);
        if (device is not null && device.TenantId != tenant) return No("device-id-taken", $"{deviceId} belongs to somebody else.", tenant);
        if (device is { State: not LifecycleState.Planned })
            return await IsOfAsync(id, device, ct) ? ConnectGate.ByState(device) : No("not-of-this-group", $"{deviceId} was not registered by {group.Trust.Name}.", tenant);
        var enrolled = await enrol.EnrolAsync(deviceId, device, null, group.Trust, group.Template, ct);
        return enrolled.Succeeded ? ConnectGate.ByState(enrolled.Value) : No(enrolled.Problem.Code.Split('.')[1], enrolled.Problem.Message, tenant);
    }

    private bool Holds(TrustStore.Group group, Guid id, string deviceId, string proof)
    {
        var (resource, now) = (GroupKey.Resource(id, deviceId), clock.GetUtcNow());
        return GroupKey.Proves(proof, GroupKey.Derive(group.Primary, deviceId), resource, now) || GroupKey.Proves(proof, GroupKey.Derive(group.Secondary, deviceId), resource, now);
    }

    private async Task<bool> IsOfAsync(Guid group, DeviceEntry device, CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(Actor.SystemFor(device.TenantId), ct);
        return await db.Set<Device>().AnyAsync(d => d.Id == device.Id && d.EnrolledBy == group, ct);
    }

    private static ConnectVerdict No(string reason, string detail, Guid tenant) => ConnectVerdict.Refuse(ConnectRefusal.NotAuthorized, reason, detail, tenant);
}
