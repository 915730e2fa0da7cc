using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Manifests;

/// <summary>One manifest: what would come of it, and every fault with its line and column.</summary>
internal sealed class GetManifest(ConsoleDbs dbs, Caller caller)
{
    internal sealed record Row(ListManifests.Row Head, ManifestLook Look);

    public async Task<Result<Row>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.Register) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<Manifest>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct) is not { } m) return ProvisioningProblems.NoManifest;
        return new Row(new(m.Id, m.Name, m.BroughtBy, m.BroughtAt, m.Rows, m.Faulty, m.RunId), Manifest.Unpack<ManifestLook>(m.Look));
    }
}
