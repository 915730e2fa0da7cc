using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Runs;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Tests.Bulk;

/// <summary>Runs over an estate's devices, in the words of the tests.</summary>
internal static class Runner
{
    public static BulkArguments Asked(params (string Name, string Value)[] arguments) => new(arguments.ToDictionary(a => a.Name, a => a.Value));

    public static BulkArguments Tag(string tag) => Asked(("tag", tag));

    public static RunTargets Matching(string filter) => new(null, filter);

    public static RunTargets Only(params Guid[] ids) => new(ids, null);

    public static async Task<IReadOnlyList<Guid>> PlanAsync(this Estate estate, int count, SiteNode? at = null, string prefix = "d")
    {
        var plans = Enumerable.Range(1, count).Select(i => new DevicePlan(
            $"SN-{prefix}-{i}", $"{prefix}-{i:00000}", $"Sensor {prefix}-{i}", "T100", "Maker", "", PowerSource.Mains, (at ?? estate.Floor).Id, null, false, [], 300)).ToList();
        var planned = await estate.AskAsync<IDevicePlans, Result<int>>(Actor.System(), p => p.PlanAsync(estate.Tenant, plans, default));
        Assert.Null(planned.Problem);
        return [.. estate.Directory.All.Where(d => d.DeviceId.StartsWith(prefix + "-", StringComparison.Ordinal)).OrderBy(d => d.DeviceId, StringComparer.Ordinal).Select(d => d.Id)];
    }

    public static Task<Result<RunOutcome>> LookAsync(this Estate estate, Actor who, string verb, BulkArguments asked, RunTargets targets) =>
        estate.AskAsync<PreviewRun, Result<RunOutcome>>(who, u => u.RunAsync(new(verb, asked, targets), default));

    public static Task<Result<Guid>> StartAsync(this Estate estate, Actor who, string verb, BulkArguments asked, RunTargets targets) =>
        estate.AskAsync<StartRun, Result<Guid>>(who, u => u.RunAsync(new(verb, asked, targets), default));

    public static Task WorkAsync(this Estate estate) => estate.Console.RunJobAsync(WorkRunsAtOnce.Job);

    /// <summary>Started, worked to its end, and read.</summary>
    public static async Task<GetRun.Row> DoAsync(this Estate estate, Actor who, string verb, BulkArguments asked, RunTargets targets)
    {
        var started = await estate.StartAsync(who, verb, asked, targets);
        Assert.Null(started.Problem);
        await estate.WorkAsync();
        return (await estate.RunAsync(who, started.Value)).Value;
    }

    public static async Task<GetRun.Row> UndoAsync(this Estate estate, Actor who, Guid run)
    {
        var undo = await estate.AskAsync<UndoRun, Result<Guid>>(who, u => u.RunAsync(run, default));
        Assert.Null(undo.Problem);
        await estate.WorkAsync();
        return (await estate.RunAsync(who, undo.Value)).Value;
    }

    public static Task<Result<GetRun.Row>> RunAsync(this Estate estate, Actor who, Guid id) => estate.AskAsync<GetRun, Result<GetRun.Row>>(who, u => u.RunAsync(id, default));

    public static Task<List<Device>> DevicesAsync(this Estate estate, string prefix = "d-") =>
        estate.Console.LookAsync(db => db.Set<Device>().AsNoTracking().Where(d => d.DeviceId.StartsWith(prefix)).OrderBy(d => d.DeviceId).ToListAsync());

    /// <summary>"code: count" of what was skipped.</summary>
    public static string Said(this IReadOnlyList<ReasonCount> reasons) => string.Join("; ", reasons.Select(r => $"{r.Reason.Code}: {r.Count}"));
}
