using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>The runs that somebody may look at: their own, and those that could touch nothing but what they may look at.</summary>
internal static class RunsInSight
{
    public static IQueryable<BulkRun> RunsFor(this ConsoleDb db, Actor actor)
    {
        var places = actor.Grants.Where(g => BulkPermissions.View.IsHeldBy(g.Role)).Select(g => g.Path).Distinct().ToArray();
        return db.Set<BulkRun>().Where(r => r.StartedById == actor.Id || places.Any(p => r.Reach.StartsWith(p)));
    }

    /// <summary>Null when the caller may stop and undo this run.</summary>
    public static Results.Problem? RefusesToTouch(this Caller caller, BulkRun run) =>
        run.StartedById == caller.Actor.Id ? caller.Refuses(BulkPermissions.Start) : caller.Refuses(BulkPermissions.Oversee, run.Reach);
}
