using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Lifecycle;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Approvals;

public class SightingsTests
{
    public static TheoryData<string> Engines => new(TestConsole.Engines());

    private static DeviceSightings Noted(Estate estate) => estate.Console.Services.GetRequiredService<DeviceSightings>();

    private static async Task<DeviceIdentity> GatewayAsync(Estate estate, string id = "gw-1") =>
        new(await estate.RegisterAsync(id, isGateway: true), id, estate.Tenant, true);

    private static async Task<ListSightings.Rows> ListAsync(Estate estate, Actor by, bool rejected = false) =>
        (await estate.AskAsync<ListSightings, Result<ListSightings.Rows>>(by, u => u.RunAsync(new(Rejected: rejected), default))).Value;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_gateways_unknown_child_waits_and_is_counted(string engine)
    {
        await using var estate = await Estate.StartAsync(engine);
        var gateway = await GatewayAsync(estate);
        for (var i = 0; i < 3; i++) Noted(estate).UnknownChild(gateway, "child-1");
        Noted(estate).UnknownChild(gateway, "not valid!");
        await Noted(estate).WriteAsync(default);
        estate.Console.Clock.Advance(TimeSpan.FromMinutes(1));
        Noted(estate).UnknownChild(gateway, "child-1");
        await Noted(estate).WriteAsync(default);

        var row = Assert.Single((await ListAsync(estate, estate.Admin)).Items);

        Assert.Equal(("child-1", gateway.Id, "Sensor gw-1", 4L), (row.DeviceId, row.GatewayId!.Value, row.Gateway, row.Times));
        Assert.Equal(TimeSpan.FromMinutes(1), row.LastSeenAt - row.FirstSeenAt);
        Assert.Equal("Harbour House › Floor 1", row.Place);
    }

    [Fact]
    public async Task An_approved_child_stands_behind_its_gateway_and_is_provisioned()
    {
        await using var estate = await Estate.StartAsync();
        var gateway = await GatewayAsync(estate);
        foreach (var child in new[] { "child-1", "child-2" }) Noted(estate).UnknownChild(gateway, child);
        await Noted(estate).WriteAsync(default);
        var ids = (await ListAsync(estate, estate.Admin)).Items.Select(s => s.Id).ToList();

        Assert.Equal("provisioning.model", (await estate.AskAsync<ApproveSightings, Result<int>>(estate.Admin, u => u.RunAsync(new(ids, ""), default))).Problem?.Code);
        var approved = await estate.AskAsync<ApproveSightings, Result<int>>(estate.Admin, u => u.RunAsync(new(ids, "S1"), default));

        Assert.Equal(2, approved.Value);
        var device = estate.Directory.FindByDeviceId("child-1")!;
        Assert.Equal((gateway.Id, LifecycleState.Provisioned, "S1", estate.Floor.Path), (device.GatewayId!.Value, device.State, device.Model, device.SitePath));
        Assert.Empty((await ListAsync(estate, estate.Admin)).Items);
    }

    [Fact]
    public async Task A_rejected_one_leaves_the_list_and_does_not_come_back_with_its_next_report()
    {
        await using var estate = await Estate.StartAsync();
        var gateway = await GatewayAsync(estate);
        Noted(estate).UnknownChild(gateway, "child-1");
        await Noted(estate).WriteAsync(default);
        var id = (await ListAsync(estate, estate.Admin)).Items.Single().Id;

        await estate.AskAsync<RejectSightings, Result<int>>(estate.Admin, u => u.RunAsync([id], default));
        Noted(estate).UnknownChild(gateway, "child-1");
        await Noted(estate).WriteAsync(default);

        Assert.Empty((await ListAsync(estate, estate.Admin)).Items);
        Assert.Equal(2, Assert.Single((await ListAsync(estate, estate.Admin, rejected: true)).Items).Times);
    }

    [Fact]
    public async Task Decisions_are_for_those_in_scope_who_may()
    {
        await using var estate = await Estate.StartAsync();
        Noted(estate).UnknownChild(await GatewayAsync(estate), "child-1");
        await Noted(estate).WriteAsync(default);
        var id = (await ListAsync(estate, estate.Admin)).Items.Single().Id;

        foreach (var stranger in new[] { estate.TheirAdmin, estate.MillManager })
        {
            Assert.Equal(0, (await ListAsync(estate, stranger)).Total);
            Assert.Equal("provisioning.no-sighting", (await estate.AskAsync<ApproveSightings, Result<int>>(stranger, u => u.RunAsync(new([id], "S1"), default))).Problem?.Code);
            Assert.Equal("provisioning.no-sighting", (await estate.AskAsync<RejectSightings, Result<int>>(stranger, u => u.RunAsync([id], default))).Problem?.Code);
        }

        Assert.Equal("access.missing-permission", (await estate.AskAsync<ApproveSightings, Result<int>>(estate.As(Role.Analyst, ""), u => u.RunAsync(new([id], "S1"), default))).Problem?.Code);
        var elsewhere = new ApproveSightings.Input([id], "S1", SiteId: estate.Site("Mill").Id);
        Assert.Equal("provisioning.no-site", (await estate.AskAsync<ApproveSightings, Result<int>>(estate.As(Role.Operator, "Harbour House"), u => u.RunAsync(elsewhere, default))).Problem?.Code);
        Assert.Equal("provisioning.nothing-chosen", (await estate.AskAsync<ApproveSightings, Result<int>>(estate.Admin, u => u.RunAsync(new([], "S1"), default))).Problem?.Code);
    }

    [Fact]
    public async Task A_mad_gateway_fills_a_bounded_list()
    {
        await using var estate = await Estate.StartAsync();
        var gateway = await GatewayAsync(estate);
        for (var i = 0; i < DeviceSightings.MostATenant + 300; i++) Noted(estate).UnknownChild(gateway, $"child-{i}");
        while (await Noted(estate).WriteAsync(default) > 0)
        {
            // In bounded parts until all are written.
        }

        Assert.Equal(DeviceSightings.MostATenant, await estate.Console.LookAsync(db => db.Set<Sighting>().CountAsync()));
    }

    [Fact]
    public async Task PruneSightings_forgets_the_silent_ones()
    {
        await using var estate = await Estate.StartAsync();
        var gateway = await GatewayAsync(estate);
        Noted(estate).UnknownChild(gateway, "old");
        await Noted(estate).WriteAsync(default);
        estate.Console.Clock.Advance(TimeSpan.FromDays(29));
        Noted(estate).UnknownChild(gateway, "young");
        await Noted(estate).WriteAsync(default);

        await estate.Console.RunJobAsync("provisioning.prune-sightings");
        Assert.Equal(2, (await ListAsync(estate, estate.Admin)).Total);
        estate.Console.Clock.Advance(TimeSpan.FromDays(2));
        await estate.Console.RunJobAsync("provisioning.prune-sightings");
        await estate.Console.RunJobAsync("provisioning.prune-sightings");

        Assert.Equal("young", Assert.Single((await ListAsync(estate, estate.Admin)).Items).DeviceId);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_first_reading_makes_a_device_active_once(string engine)
    {
        await using var estate = await Estate.StartAsync(engine);
        var gateway = await GatewayAsync(estate);
        var child = await estate.RegisterAsync("child", gateway: "gw-1");
        await estate.CredentialAsync(gateway.Id);

        for (var i = 0; i < 2; i++)
        {
            Noted(estate).FirstReading(gateway.Id);
            Noted(estate).FirstReading(child);
            await Noted(estate).WriteAsync(default);
        }

        Assert.All([gateway.Id, child], id => Assert.Equal(LifecycleState.Active, estate.Directory.Find(id)!.State));
        var steps = await estate.Console.LookAsync(db => db.Set<StateChange>().Where(s => s.DeviceId == child).OrderBy(s => s.At).Select(s => s.To).ToListAsync());
        Assert.Equal([LifecycleState.Planned, LifecycleState.Provisioned, LifecycleState.Active], steps);
    }
}
