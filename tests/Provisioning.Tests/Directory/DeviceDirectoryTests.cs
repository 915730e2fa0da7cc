using System.Diagnostics;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace IoTConsole.Provisioning.Tests.Directory;

public class DeviceDirectoryTests
{
    public static TheoryData<string> Engines => new(TestConsole.Engines());

    private static DeviceDirectory Another(Estate estate) => new(
        estate.Console.Services.GetRequiredService<IDbContextFactory<ConsoleDb>>(), estate.Console.Services.GetRequiredService<LiveTopics>(), estate.Console.Clock,
        NullLogger<DeviceDirectory>.Instance);

    private static DevicePlan Plan(Estate estate, string id, string? gateway = null, bool isGateway = false) =>
        new($"SN-{id}", id, id, "T100", "Maker", "A", PowerSource.Battery, estate.Floor.Id, gateway, isGateway, ["demo"], 900);

    private static Task<Result<int>> PlanAsync(Estate estate, params DevicePlan[] plans) =>
        estate.AskAsync<IDevicePlans, Result<int>>(Actor.System(), p => p.PlanAsync(estate.Tenant, plans, default));

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Another_node_hears_of_changes_when_it_looks(string engine)
    {
        await using var estate = await Estate.StartAsync(engine);
        var id = await estate.RegisterAsync("dev-1");
        using var node = Another(estate);
        await node.CatchUpAsync(default);
        var heard = new List<DeviceEntry>();
        node.Changed += heard.Add;
        Assert.Equal(LifecycleState.Planned, node.Find(id)!.State);

        estate.Console.Clock.Advance(TimeSpan.FromSeconds(5));
        await estate.CredentialAsync(id);
        var second = await estate.RegisterAsync("dev-2");
        await node.CatchUpAsync(default);
        await node.CatchUpAsync(default);

        Assert.Equal(LifecycleState.Provisioned, node.Find(id)!.State);
        Assert.Equal([id, second], heard.Select(e => e.Id).Order());
    }

    [Fact]
    public async Task Under_is_one_tenants_part_of_the_tree()
    {
        await using var estate = await Estate.StartAsync();
        await estate.RegisterAsync("ours");
        await estate.RegisterAsync("mill", at: estate.Site("Mill"));
        await estate.RegisterAsync("theirs", by: estate.TheirAdmin, at: estate.Site("Harbour House/Floor 1", estate.Theirs));

        Assert.Equal(["ours"], estate.Directory.Under(estate.Tenant, estate.Site("Harbour House").Path).Select(e => e.DeviceId));
        Assert.Equal(2, estate.Directory.Under(estate.Tenant, estate.Ours.Root.Path).Count());
        Assert.Empty(estate.Directory.Under(estate.Tenant, estate.Theirs.Root.Path));
        Assert.Equal(3, estate.Directory.All.Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_plan_is_stored_whole_or_not_at_all(string engine)
    {
        await using var estate = await Estate.StartAsync(engine);
        await estate.RegisterAsync("taken", by: estate.TheirAdmin, at: estate.Site("Mill", estate.Theirs));

        Assert.Equal("provisioning.device-id-taken", (await PlanAsync(estate, Plan(estate, "a"), Plan(estate, "taken"))).Problem?.Code);
        Assert.Equal("provisioning.device-id-taken", (await PlanAsync(estate, Plan(estate, "a"), Plan(estate, "a"))).Problem?.Code);
        Assert.Equal("provisioning.no-gateway", (await PlanAsync(estate, Plan(estate, "a", "gw"))).Problem?.Code);
        Assert.Equal("provisioning.device-id", (await PlanAsync(estate, Plan(estate, "a b"))).Problem?.Code);
        Assert.Equal("provisioning.no-site", (await PlanAsync(estate, Plan(estate, "a") with { SiteId = estate.Theirs.Root.Id })).Problem?.Code);
        Assert.Equal(1, await estate.Console.LookAsync(db => db.Set<Device>().CountAsync()));

        Assert.Equal(2, (await PlanAsync(estate, Plan(estate, "child", "gw"), Plan(estate, "gw", isGateway: true))).Value);
        Assert.Equal(estate.Directory.FindByDeviceId("gw")!.Id, estate.Directory.FindByDeviceId("child")!.GatewayId);
    }

    [Fact]
    public async Task Thirty_thousand_devices_are_planned_in_seconds_and_read_in_a_moment()
    {
        await using var estate = await Estate.StartAsync();
        var plans = Enumerable.Range(0, 120).Select(g => Plan(estate, $"gw-{g}", isGateway: true))
            .Concat(Enumerable.Range(0, 30_000).Select(i => Plan(estate, $"s-{i}", $"gw-{i % 120}"))).ToArray();

        var planning = Stopwatch.StartNew();
        Assert.Equal(30_120, (await PlanAsync(estate, plans)).Value);
        planning.Stop();
        using var node = Another(estate);
        var reading = Stopwatch.StartNew();
        await node.CatchUpAsync(default);
        reading.Stop();

        TestContext.Current.SendDiagnosticMessage($"planned in {planning.ElapsedMilliseconds} ms, read in {reading.ElapsedMilliseconds} ms");
        Assert.Equal(30_120, node.All.Count);
        Assert.True(reading.Elapsed < TimeSpan.FromSeconds(5), $"reading took {reading.Elapsed}");
        Assert.InRange(await estate.Console.LookAsync(db => db.Set<AuditRow>().CountAsync(a => a.Operation == "DevicePlans")), 1, 20);
    }

    [Fact]
    public async Task A_site_with_devices_is_occupied_until_they_are_decommissioned()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        async Task<List<string?>> Standing(string path) => await estate.AskAsync<IEnumerable<ISiteOccupants>, List<string?>>(Actor.System(), async all =>
        {
            var said = new List<string?>();
            foreach (var one in all) said.Add(await one.StandingAtAsync(estate.Tenant, path, default));
            return said;
        });

        Assert.Contains("1 device", await Standing(estate.Site("Harbour House").Path));
        Assert.DoesNotContain("1 device", await Standing(estate.Site("Mill").Path));
        await estate.AskAsync<Provisioning.Lifecycle.ChangeDeviceState, Result<LifecycleState>>(estate.Admin, u => u.RunAsync(new(id, LifecycleState.Decommissioned, "x"), default));
        Assert.DoesNotContain("1 device", await Standing(estate.Site("Harbour House").Path));
    }

    [Fact]
    public async Task RefreshDevicesWhenSiteMoved_makes_every_node_notice_and_may_run_twice()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        var moved = new SiteMoved(estate.Tenant, estate.Floor.Id, estate.Floor.Path, estate.Site("Mill").Path + "zzzz/");
        await estate.Console.LookAsync(async db => await db.Set<Device>().ExecuteUpdateAsync(set => set.SetProperty(d => d.SitePath, moved.NewPath)));

        for (var i = 0; i < 2; i++)
        {
            await using var scope = estate.Console.As(Actor.System());
            await scope.ServiceProvider.GetRequiredService<RefreshDevicesWhenSiteMoved>().HandleAsync(moved, default);
        }

        Assert.Equal(moved.NewPath, estate.Directory.Find(id)!.SitePath);
    }
}
