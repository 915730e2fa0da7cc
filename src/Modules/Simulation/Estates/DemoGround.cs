using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Simulation.Connections;
using IoTConsole.Simulation.Contracts;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Simulation.Estates;

/// <summary>
/// Makes the two organisations of the demonstration, plans their devices and trusts their factories. Every step looks first whether it was
/// done, so that a demonstration interrupted half way is finished by the next start.
/// </summary>
internal sealed class DemoGround(
    DemoFleet fleet, IOrganisations organisations, ISiteDirectory sites, IDeviceDirectory devices, IDevicePlans plans, IEnrolmentSetup enrolment,
    TimeProvider clock)
{
    // Some 2,500 devices a transaction.
    private const int BuildingsAtOnce = 10;

    public static IReadOnlyList<FleetPlan> PlansOf(DemoState state) =>
        [FleetPlan.Meridian(state.Buildings, state.Seed, state.Floors), FleetPlan.Northgate(state.Seed)];

    public async Task<IReadOnlyList<string>> PrepareAsync(DemoOptions options, CancellationToken ct)
    {
        await UntilReadyAsync(ct);
        Directory.CreateDirectory(fleet.Directory);
        var state = DemoState.Load(fleet.Directory) ?? Fresh(options);
        state.Save(fleet.Directory);
        var lines = new List<string>();
        foreach (var plan in PlansOf(state))
        {
            if (state.Ready.Contains(plan.Organisation)) continue;
            var tenant = await FoundAsync(plan, lines, ct);
            await PlanDevicesAsync(plan, tenant, ct);
            await TrustFactoryAsync(plan, tenant, ct);
            state = state with { Ready = [.. state.Ready, plan.Organisation] };
            state.Save(fleet.Directory);
        }

        if (lines.Count == 0)
        {
            lines.Add("  The demonstration of this data directory goes on. Its passwords were printed once, when it was made;");
            lines.Add("  an administrator gives out new ones under People, and a new data directory makes a new demonstration.");
        }

        var size = PlansOf(state)[0];
        lines.Add("");
        lines.Add($"  {size.Gateways} gateways, {size.Controllers:N0} controllers and {size.Sensors:N0} sensors are connecting.");
        return lines;
    }

    private DemoState Fresh(DemoOptions options)
    {
        var small = options.Buildings <= DemoOptions.Small;
        var born = clock.GetUtcNow().ToUnixTimeSeconds();
        var history = options.HistoryHours ?? (small ? 24 : 0);
        return new DemoState(options.Buildings, options.Floors ?? (small ? 4 : 20), options.Seed, born, born - (history * 3600L), []);
    }

    private async Task<Guid> FoundAsync(FleetPlan plan, List<string> lines, CancellationToken ct)
    {
        var existing = (await organisations.ListAsync(ct)).FirstOrDefault(o => o.Name == plan.Organisation);
        if (existing is not null) return existing.TenantId;
        var created = Demand(await organisations.CreateAsync(new OrganisationPlan(plan.Organisation, SiteDrawing.TreeOf(plan), Staff.Of(plan)), ct));
        lines.AddRange(Staff.Table(plan, created));
        return created.TenantId;
    }

    private async Task PlanDevicesAsync(FleetPlan plan, Guid tenant, CancellationToken ct)
    {
        var names = SiteDrawing.NamesOf(sites.Below(tenant, sites.Root(tenant).Path));
        foreach (var some in plan.Buildings.Chunk(BuildingsAtOnce))
        {
            // All of a call are planned or none, so one gateway speaks for its chunk.
            if (devices.FindByDeviceId(plan.DevicesOf(some[0]).First().DeviceId) is not null) continue;
            Demand(await plans.PlanAsync(tenant, some.SelectMany(b => SiteDrawing.DevicesOf(plan, b, names)).ToList(), ct));
        }
    }

    private async Task TrustFactoryAsync(FleetPlan plan, Guid tenant, CancellationToken ct)
    {
        var factory = FactoryAuthority.Open(fleet.FactoryDirectory(plan), plan.Organisation, clock);
        var root = sites.Root(tenant).Id;
        foreach (var template in new[]
        {
            new EnrolmentTemplatePlan($@"{plan.Prefix}-b\d{{3}}-gw", root, "Corvid G4", IsGateway: true, ApproveAutomatically: false),
            new EnrolmentTemplatePlan($@"{plan.Prefix}-b\d{{3}}-roof", root, "Skua W2", IsGateway: false, ApproveAutomatically: false),
        })
            Demand(await enrolment.TrustAsync(tenant, $"{plan.Organisation} factory", factory.Pem, template, ct));
    }

    private async Task UntilReadyAsync(CancellationToken ct)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!devices.IsReady) await tick.WaitForNextTickAsync(ct);
    }

    private static T Demand<T>(Result<T> result) => result.Problem is { } problem
        ? throw new InvalidOperationException($"The demonstration could not be made: {problem.Message}")
        : result.Value;
}
