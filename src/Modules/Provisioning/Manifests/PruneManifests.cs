using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Manifests;

/// <summary>Forgets manifests after 90 days, with their rows; devices that came of them stay.</summary>
internal sealed class PruneManifests(ConsoleDbs dbs, TimeProvider clock) : IRecurringJob
{
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public async Task<JobReport> RunAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Kept;
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        var all = await db.Set<Manifest>().CountAsync(ct);
        return new JobReport(all, await db.Set<Manifest>().Where(m => m.BroughtAt < before).ExecuteDeleteAsync(ct));
    }
}
