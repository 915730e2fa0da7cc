using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>What every run has when it is started.</summary>
internal static class NewRun
{
    public static BulkRun Of(Actor actor, Guid tenant, DateTimeOffset now, string verb, string arguments, string words) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = tenant, Reach = ReachOf(actor), Verb = verb, Arguments = arguments, Words = words.Length <= 300 ? words : words[..299] + "…",
        StartedByKind = actor.Kind, StartedById = actor.Id, StartedBy = actor.Name, StartedAt = now, State = RunState.Waiting,
    };

    /// <summary>The lowest node above everything that is granted.</summary>
    public static string ReachOf(Actor actor)
    {
        var paths = actor.Grants.Select(g => g.Path).ToList();
        if (paths.Count == 0) return "";
        var common = paths[0];
        foreach (var path in paths)
        {
            while (!path.StartsWith(common, StringComparison.Ordinal)) common = common[..(common.TrimEnd('/').LastIndexOf('/') + 1)];
        }

        return common;
    }
}
