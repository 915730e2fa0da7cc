using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Infrastructure.Operation;

/// <summary>What was turned away since start: the caller's tenant, and for whoever runs the platform also what belongs to no tenant.</summary>
internal sealed class ListRefusals(Caller caller, Refusals refusals)
{
    /// <param name="Ours">False for what could not be attributed to a tenant.</param>
    internal sealed record Row(string Border, string Reason, long Count, DateTimeOffset LastAt, string? LastDetail, bool Ours);

    public Result<IReadOnlyList<Row>> Run()
    {
        if (caller.Refuses(OperationPermissions.View) is { } refused) return refused;
        var tenant = caller.Actor.TenantId;
        return refusals.List(null)
            .Where(r => (tenant is not null && r.TenantId == tenant) || (r.TenantId is null && caller.Actor.RunsThePlatform))
            .Select(r => new Row(r.Border, r.Reason, r.Count, r.LastAt, r.LastDetail, r.TenantId is not null))
            .Take(200).ToList();
    }
}
