using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Lifecycle;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Funnel;

/// <summary>How far the devices of some days have come, from the list to the first reading: how many, how long it took, and where they stay and why.</summary>
internal sealed class LookAtFunnel(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, Refusals refusals, TimeProvider clock)
{
    public const int LongestDays = 90;
    private const int Timed = 5_000;
    private const int Reasons = 6;

    /// <summary>How long the first half took, and 95 of 100. Of the newest 5,000.</summary>
    internal sealed record Pace(int Count, TimeSpan Half, TimeSpan Most);

    internal sealed record Stuck(string What, int Count);

    /// <param name="Known">Planned or registered in these days and not decommissioned since.</param>
    /// <param name="Attested">Proved who they are; or their gateway speaks for them.</param>
    /// <param name="Placed">Of those, below the whole portfolio.</param>
    /// <param name="Reported">Of the attested, at least once.</param>
    /// <param name="Waiting">Seen, not registered, and waiting for somebody to approve; of any day.</param>
    /// <param name="NeverCame">Planned ones that have not proved themselves, by model.</param>
    /// <param name="Silent">Attested ones that have not reported, by model.</param>
    /// <param name="TurnedAway">By reason, since the console started; empty for whoever does not see the whole organisation.</param>
    internal sealed record Row(
        int Days, int Known, int Attested, int Placed, int Reported, int Waiting, Pace? ToAttested, Pace? ToReported, IReadOnlyList<Stuck> NeverCame, IReadOnlyList<Stuck> Silent,
        IReadOnlyList<Stuck> TurnedAway);

    public async Task<Result<Row>> RunAsync(int days, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.EnrolmentView) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return ProvisioningProblems.NoGroup;
        if (days is < 1 or > LongestDays) return ProvisioningProblems.FunnelDays;
        var (root, since) = (sites.Root(tenant).Path, clock.GetUtcNow().AddDays(-days));
        await using var db = await dbs.OpenAsync(ct);
        var devices = db.Set<Device>().AsNoTracking().Where(d => d.CreatedAt >= since && d.State != LifecycleState.Decommissioned);
        var counts = await devices.GroupBy(d => new { IsPlanned = d.State == LifecycleState.Planned, HasReported = d.ReportedAt != null, AtRoot = d.SitePath == root })
            .Select(g => new { g.Key.IsPlanned, g.Key.HasReported, g.Key.AtRoot, Count = g.Count() }).Take(8).ToListAsync(ct);
        var byModel = await devices.Where(d => d.ReportedAt == null)
            .GroupBy(d => new { d.Model, IsPlanned = d.State == LifecycleState.Planned }).Select(g => new { g.Key.Model, g.Key.IsPlanned, Count = g.Count() })
            .OrderByDescending(g => g.Count).Take(200).ToListAsync(ct);
        var steps = await db.Set<StateChange>().AsNoTracking().Where(s => s.To == LifecycleState.Provisioned && s.At >= since)
            .Join(devices, s => s.DeviceId, d => d.Id, (s, d) => new { s.At, s.From, d.CreatedAt, d.ReportedAt }).OrderByDescending(s => s.At).Take(Timed).ToListAsync(ct);

        // Coming back from maintenance is a step to the same state, and not the first one.
        var first = steps.Where(s => s.From is null or LifecycleState.Planned).ToList();
        var attested = counts.Where(c => !c.IsPlanned).ToList();
        return new Row(
            days, counts.Sum(c => c.Count), attested.Sum(c => c.Count), attested.Where(c => !c.AtRoot).Sum(c => c.Count), attested.Where(c => c.HasReported).Sum(c => c.Count),
            await db.Set<Sighting>().CountAsync(s => s.RejectedAt == null, ct),
            PaceOf(first.Select(s => s.At - s.CreatedAt)), PaceOf(first.Where(s => s.ReportedAt is not null).Select(s => s.ReportedAt!.Value - s.At)),
            [.. byModel.Where(m => m.IsPlanned).Take(Reasons).Select(m => new Stuck(m.Model, m.Count))], [.. byModel.Where(m => !m.IsPlanned).Take(Reasons).Select(m => new Stuck(m.Model, m.Count))],
            TurnedAway(tenant, root));
    }

    private IReadOnlyList<Stuck> TurnedAway(Guid tenant, string root) => !caller.Actor.Can(ProvisioningPermissions.EnrolmentView, root) ? [] :
        [.. refusals.List(tenant).Where(r => r.Border is "connect" or "est").GroupBy(r => r.Reason).Select(g => new Stuck(g.Key, (int)Math.Min(int.MaxValue, g.Sum(r => r.Count)))).OrderByDescending(s => s.Count).Take(Reasons)];

    private static Pace? PaceOf(IEnumerable<TimeSpan> took)
    {
        var sorted = took.Where(t => t >= TimeSpan.Zero).Order().ToList();
        return sorted.Count == 0 ? null : new Pace(sorted.Count, sorted[(sorted.Count - 1) / 2], sorted[(int)Math.Ceiling(sorted.Count * 0.95) - 1]);
    }
}
