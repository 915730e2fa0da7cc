using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Approvals;

/// <summary>Takes devices off the list of those that wait. They stay refused, and come back when a month of silence has passed.</summary>
internal sealed class RejectSightings(ConsoleDbs dbs, Caller caller, LiveTopics topics, TimeProvider clock)
{
    public async Task<Result<int>> RunAsync(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.Approve) is { } refused) return refused;
        if (ids.Count is 0 or > ApproveSightings.MostAtOnce) return ProvisioningProblems.NothingChosen;
        await using var db = await dbs.OpenWideAsync(ct);
        var waiting = await db.Set<Sighting>().Where(s => ids.Contains(s.Id)).ToListAsync(ct);
        if (waiting.Count != ids.Distinct().Count()) return ProvisioningProblems.NoSighting;
        foreach (var sighting in waiting)
        {
            if (caller.Refuses(ProvisioningPermissions.Approve, sighting.SitePath) is { } refusedThere) return refusedThere;
            (sighting.RejectedAt, sighting.RejectedBy) = (clock.GetUtcNow(), caller.Actor.Name);
        }

        await db.SaveChangesAsync(ct);
        topics.Announce($"approvals:{waiting[0].TenantId}");
        return waiting.Count;
    }
}
