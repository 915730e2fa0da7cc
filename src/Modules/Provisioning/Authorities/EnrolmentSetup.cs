using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;

namespace IoTConsole.Provisioning.Authorities;

internal sealed class EnrolmentSetup(ConsoleDbs dbs, AuthorityTrust trust) : IEnrolmentSetup
{
    public async Task<Result<Guid>> TrustAsync(
        Guid tenantId, string name, string authorityCertificatePem, EnrolmentTemplatePlan template, CancellationToken ct)
    {
        await using var db = await dbs.OpenAsAsync(Actor.SystemFor(tenantId), ct);
        return await trust.AddAsync(db, tenantId, name, authorityCertificatePem, template, ct);
    }
}
