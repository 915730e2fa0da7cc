using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Revocation;

/// <summary>The dry run: what revoking everything that an authority issued would come to. Changes nothing.</summary>
internal sealed class PreviewRevocation(IssuedCertificates issued, Caller caller)
{
    /// <param name="Certificates">As many are revoked if nothing is issued or revoked until then.</param>
    /// <param name="Devices">Whose they are.</param>
    /// <param name="Ended">The authority itself is revoked, or no longer trusted, already.</param>
    internal sealed record Row(string Name, int Certificates, int Devices, bool Ended);

    public async Task<Result<Row>> RunAsync(Guid authorityId, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentManage) is { } refused) return refused;
        var found = await issued.FindAsync(authorityId, ct);
        if (!found.Succeeded) return found.Problem;
        await using var target = found.Value;
        var certificates = await target.Certificates.CountAsync(ct);
        return new Row(target.Name, certificates, await target.Certificates.Select(c => c.DeviceId).Distinct().CountAsync(ct), target.IsEndedAlready);
    }
}
