using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Manifests;

/// <summary>Starts the run that plans the good rows. It goes on after a restart; what is registered meanwhile is skipped, so that a second import adds nothing twice.</summary>
internal sealed class ImportManifest(ConsoleDbs dbs, Caller caller, IStartRuns runs)
{
    /// <returns>The run's id.</returns>
    public async Task<Result<Guid>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.Register) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<Manifest>().SingleOrDefaultAsync(m => m.Id == id, ct) is not { } manifest) return ProvisioningProblems.NoManifest;
        if (caller.Refuses(ProvisioningPermissions.Register, manifest.SitePath) is { } refusedThere) return refusedThere;
        if (manifest.Rows == 0) return ProvisioningProblems.ManifestWithoutRows;
        var asked = new BulkArguments(new Dictionary<string, string> { [ImportDevices.Manifest] = id.ToString("N"), [ImportDevices.Name] = manifest.Name });
        var run = await runs.StartAsync(ImportDevices.Verb, asked, ImportDevices.FilterOf(id, manifest.Rows), ct);
        if (!run.Succeeded) return run.Problem;
        manifest.RunId = run.Value;
        await db.SaveChangesAsync(ct);
        return run.Value;
    }
}
