using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;

namespace IoTConsole.Provisioning.Gate;

/// <summary>Who is let in at CONNECT. A known device is answered from memory; only what must be written goes to the database.</summary>
internal sealed class ConnectGate(ChainCheck chain, DeviceDirectory devices, CertificateRegister certificates, EnrolOnConnect enrol) : IConnectGate
{
    public Task<ConnectVerdict> AdmitAsync(ConnectAttempt attempt, CancellationToken ct) => JudgeAsync(attempt, null, ct);

    /// <param name="grace">For the renewal of a certificate that was issued here: how long ago it may have ended. Null for everything else.</param>
    public async Task<ConnectVerdict> JudgeAsync(ConnectAttempt attempt, TimeSpan? grace, CancellationToken ct)
    {
        if (!devices.IsReady) return ConnectVerdict.Refuse(ConnectRefusal.ServerBusy, "starting", "The console is still starting.");
        if (!DeviceRules.IsDeviceId(attempt.ClientId))
            return ConnectVerdict.Refuse(ConnectRefusal.ClientIdentifierNotValid, "client-id-not-valid", "The client id cannot be a device id.");
        return attempt.Secure ? await AdmitByCertificateAsync(attempt, grace, ct) : await AdmitOnLoopbackAsync(attempt, ct);
    }

    /// <summary>Whether a registered device has come with this certificate before, and might again. Writes nothing.</summary>
    public bool IsKnown(X509Certificate2 certificate, IReadOnlyList<X509Certificate2> presented, DeviceEntry device)
    {
        var mark = CertificateMark.Of(certificate);
        return certificates.IsRecorded(device.TenantId, mark) && !certificates.IsRevoked(device.TenantId, mark) && chain.Judge(certificate, presented).Fault is null;
    }

    // The plain port is off by default and bound to loopback: for trying things out on the machine itself.
    private async Task<ConnectVerdict> AdmitOnLoopbackAsync(ConnectAttempt attempt, CancellationToken ct)
    {
        if (devices.FindByDeviceId(attempt.ClientId) is not { } device) return Unknown(attempt.ClientId);
        if (device.State == LifecycleState.Planned) device = (await enrol.ProvisionAsync(device, null, null, "Connected on the plain loopback port", null, ct)).Value;
        return ByState(device);
    }

    private async Task<ConnectVerdict> AdmitByCertificateAsync(ConnectAttempt attempt, TimeSpan? grace, CancellationToken ct)
    {
        if (attempt.Certificate is not { } certificate) return No("no-certificate", "A device shows a certificate on this port.");
        var answer = chain.Judge(certificate, attempt.Presented, grace ?? TimeSpan.Zero);
        if (answer.Fault is { } fault) return No(fault, answer.Detail!);
        if (CommonName.Of(certificate) != attempt.ClientId)
        {
            return ConnectVerdict.Refuse(
                ConnectRefusal.ClientIdentifierNotValid, "client-id-mismatch", $"{attempt.ClientId} is not who the certificate “{certificate.Subject}” is for.");
        }

        var device = devices.FindByDeviceId(attempt.ClientId);
        var mark = CertificateMark.Of(certificate);
        if (answer.Anchor is null)
        {
            if (device is null) return Unknown(attempt.ClientId);
            if (answer.Issuer?.OwnerId is { } owner && owner != device.TenantId)
                return No("authority-of-another-tenant", $"The authority that signed for {device.DeviceId} is another organisation's.", device.TenantId);
            return IsRevoked(device, mark) ? Revoked(device) : ByState(device);
        }

        if (grace is not null) return No("not-issued-here", $"The certificate of {attempt.ClientId} is its maker's: nobody here renews it.", device?.TenantId);

        // A maker's root speaks for devices only of tenants that trust it, and only by the names they expect from it.
        var (trust, template, refusal) = EnrolmentChoice.Of(answer.Anchor, device, attempt.ClientId);
        if (refusal is not null) return refusal;
        if (device is not null && IsRevoked(device, mark)) return Revoked(device);
        if (device is not null && ByState(device) is { Refusal: not null } barred && device.State != LifecycleState.Planned) return barred;
        if (device is { State: not LifecycleState.Planned } && certificates.IsRecorded(device.TenantId, mark)) return ByState(device);
        var enrolled = await enrol.EnrolAsync(attempt.ClientId, device, certificate, trust!, template!, ct);
        return enrolled.Succeeded ? ByState(enrolled.Value) : No(enrolled.Problem.Code.Split('.')[1], enrolled.Problem.Message);
    }

    // Decommissioning revokes what the device held: the reason to be told and counted is that, not its consequence.
    private bool IsRevoked(DeviceEntry device, string mark) => device.State != LifecycleState.Decommissioned && certificates.IsRevoked(device.TenantId, mark);

    internal static ConnectVerdict ByState(DeviceEntry device) => device.State switch
    {
        LifecycleState.Decommissioned => No("device-decommissioned", $"{device.DeviceId} is decommissioned.", device.TenantId),
        LifecycleState.Quarantined => ConnectVerdict.Refuse(ConnectRefusal.Banned, "device-quarantined", $"{device.DeviceId} is in quarantine.", device.TenantId),
        LifecycleState.Planned => No("device-not-enrolled", $"{device.DeviceId} is planned and has no certificate yet.", device.TenantId),
        _ => ConnectVerdict.Accept(new DeviceIdentity(device.Id, device.DeviceId, device.TenantId, device.IsGateway)),
    };

    private static ConnectVerdict Revoked(DeviceEntry device) => No("certificate-revoked", $"This certificate of {device.DeviceId} is revoked.", device.TenantId);

    private static ConnectVerdict Unknown(string clientId) => No("unknown-device", $"No device is called {clientId}.");

    // A refusal is its tenant's to see as soon as it is known whose device knocked.
    private static ConnectVerdict No(string reason, string detail, Guid? tenantId = null) =>
        ConnectVerdict.Refuse(ConnectRefusal.NotAuthorized, reason, detail, tenantId);
}
