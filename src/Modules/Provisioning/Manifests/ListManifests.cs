using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Manifests;

/// <summary>Manifests whose devices the caller may see all of, newest first.</summary>
internal sealed class ListManifests(ConsoleDbs dbs, Caller caller)
{
    internal sealed record Row(Guid Id, string Name, string BroughtBy, DateTimeOffset BroughtAt, int Rows, int Faulty, Guid? RunId);

    public async Task<Result<IReadOnlyList<Row>>> RunAsync(CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.Register) is { } refused) return refused;
        await using var db = await dbs.OpenAsync(ct);
        return await db.Set<Manifest>().AsNoTracking().OrderByDescending(m => m.BroughtAt).Take(100)
            .Select(m => new Row(m.Id, m.Name, m.BroughtBy, m.BroughtAt, m.Rows, m.Faulty, m.RunId)).ToListAsync(ct);
    }
}
