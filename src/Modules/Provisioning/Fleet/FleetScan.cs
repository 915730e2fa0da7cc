using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Provisioning.Fleet;

/// <summary>
/// The caller's devices that a filter means, from the directory in memory: one look at each device, nothing copied but references.
/// The tenant, the grants and the scope bar apply here as they do in the database.
/// </summary>
internal sealed class FleetScan(
    IDeviceDirectory devices, ISiteDirectory sites, IEnumerable<IDeviceVitals> vitals, SteadyAnswers answers, Caller caller, TimeProvider clock)
{
    /// <param name="Items">One page in the order that was asked for.</param>
    /// <param name="Total">How many match in all.</param>
    internal sealed record Found(IReadOnlyList<DeviceEntry> Items, int Total, FilterGround Ground);

    public Result<Found> Page(DeviceFilter filter, DeviceOrder order, int skip, int take, string? after = null)
    {
        if (caller.Actor.TenantId is not { } tenant) return ProvisioningProblems.NoSite;
        Problem? refused = null;
        var page = filter.IsSteady && order.IsSteady
            ? answers.Of((tenant, string.Join('\n', caller.Places), filter.Text, order, skip, take, after), Look)
            : Look();
        return page is null ? refused! : new Found(page.Items, page.Total, GroundOf(tenant));

        Slice? Look()
        {
            var found = Cut(filter, order, skip, take, after);
            refused = found.Problem;
            return found.Succeeded ? found.Value : null;
        }
    }

    private sealed record Slice(IReadOnlyList<DeviceEntry> Items, int Total);

    private Result<Slice> Cut(DeviceFilter filter, DeviceOrder order, int skip, int take, string? after)
    {
        var found = Matching(filter);
        if (!found.Succeeded) return found.Problem;
        var (all, ground) = found.Value;
        if (after is not null) all = all.FindAll(d => string.CompareOrdinal(d.DeviceId, after) > 0);
        return new Slice(order.Take(all, ground, Math.Max(0, skip), take), all.Count);
    }

    /// <summary>For what is done to all that match: their ids, by device id.</summary>
    public Result<IReadOnlyList<Guid>> Ids(DeviceFilter filter)
    {
        var found = Matching(filter);
        if (!found.Succeeded) return found.Problem;
        var all = found.Value.All;
        all.Sort((a, b) => string.CompareOrdinal(a.DeviceId, b.DeviceId));
        return all.ConvertAll(d => d.Id);
    }

    /// <summary>Those of some ids that the caller sees, in no order: ids from a browser are only a wish.</summary>
    public IReadOnlyList<DeviceEntry> Seen(IEnumerable<Guid> ids) => ids.Distinct().Select(devices.Find).OfType<DeviceEntry>().Where(Sight()).ToList();

    public Result<(List<DeviceEntry> All, FilterGround Ground)> Matching(DeviceFilter filter)
    {
        if (caller.Actor.TenantId is not { } tenant) return ProvisioningProblems.NoSite;
        var ground = GroundOf(tenant);
        var tests = new List<Func<DeviceEntry, bool>> { Sight() };
        foreach (var term in filter.Terms)
        {
            var test = TermMeaning.Of(term, ground);
            if (!test.Succeeded) return test.Problem;
            tests.Add(test.Value);
        }

        var all = new List<DeviceEntry>();
        foreach (var device in devices.All)
            if (tests.TrueForAll(t => t(device))) all.Add(device);
        return (all, ground);
    }

    private FilterGround GroundOf(Guid tenant) => new(caller, tenant, sites, devices, vitals.FirstOrDefault(), clock.GetUtcNow());

    private Func<DeviceEntry, bool> Sight()
    {
        var (tenant, places) = (caller.Actor.TenantId, caller.Places.ToArray());
        return d => d.TenantId == tenant && Array.Exists(places, p => d.SitePath.StartsWith(p, StringComparison.Ordinal));
    }
}
