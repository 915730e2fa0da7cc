using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Overview;
using IoTConsole.Telemetry.Tests.History;
using IoTConsole.Telemetry.Tests.Ingest;
using IoTConsole.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.Overview;

public class ReadOverviewTests
{
    [Fact]
    public async Task Counts_newest_rate_and_worst_buildings_are_those_of_the_scope()
    {
        await using var fleet = await Fleet.StartAsync();
        var ours = await ReadHistoryTests.FoundAsync(fleet, "Ours");
        var theirs = await ReadHistoryTests.FoundAsync(fleet, "Theirs");
        var (north, south) = (ReadHistoryTests.Node(fleet, ours, "North"), ReadHistoryTests.Node(fleet, ours, "South"));
        var healthy = fleet.Devices.Add("a", ours.TenantId, north.Path);
        var silent = fleet.Devices.Add("b", ours.TenantId, south.Path);
        fleet.Devices.Add("c", ours.TenantId, south.Path, state: LifecycleState.Decommissioned);
        fleet.Devices.Add("d", ours.TenantId, south.Path, state: LifecycleState.Quarantined);
        var foreign = fleet.Devices.Add("e", theirs.TenantId, theirs.Root.Path);
        fleet.Devices.Add("at-our-path", Guid.CreateVersion7(), south.Path); // a path alone opens nothing
        await SendAsync(fleet, silent);
        await SendAsync(fleet, foreign);
        fleet.Console.Clock.Advance(TimeSpan.FromMinutes(10));
        await SendAsync(fleet, healthy);
        fleet.Console.Clock.Advance(TimeSpan.FromSeconds(2));

        var all = await AskAsync(fleet, TestConsole.Person(ours.TenantId, (Role.Executive, ours.Root.Path)));
        var part = await AskAsync(fleet, TestConsole.Person(ours.TenantId, (Role.Operator, south.Path)));
        var nobody = await AskAsync(fleet, TestConsole.Person(theirs.TenantId, (Role.Operator, theirs.Root.Path)));

        Assert.Equal((3, 1, 1, 1), (all.Total, all.Counts[HealthState.Healthy], all.Counts[HealthState.Offline], all.Counts[HealthState.Quarantined]));
        Assert.Equal(["d", "b", "a"], all.Newest.Select(n => n.Name));
        Assert.Equal((south.Id, "South", 2, 2, 1), all.Worst.Select(w => (w.SiteId, w.Name, w.Devices, w.Troubled, w.Offline)).Single());
        Assert.Equal(1, all.LastMinute.Sum());
        Assert.Equal((2, 0), (part.Total, part.LastMinute.Sum()));
        Assert.Equal((1, 0, "e"), (nobody.Total, nobody.LastMinute.Sum(), nobody.Newest.Single().Name));
    }

    [Fact]
    public async Task What_tells_of_other_tenants_volume_is_for_whoever_runs_the_platform()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await SendAsync(fleet, device);

        var ours = await fleet.Console.AskAsync<ReadIngest, Result<ReadIngest.Row>>(Fleet.Us(), u => u.RunAsync(CancellationToken.None));
        var platform = await fleet.Console.AskAsync<ReadIngest, Result<ReadIngest.Row>>(Fleet.Us() with { RunsThePlatform = true }, u => u.RunAsync(CancellationToken.None));
        var installer = await fleet.Console.AskAsync<ReadIngest, Result<ReadIngest.Row>>(Fleet.Us(Role.Installer), u => u.RunAsync(CancellationToken.None));

        Assert.Equal((null, null, null), (ours.Value.Store, ours.Value.Series, ours.Value.Fault));
        Assert.Equal((1, 1), (platform.Value.Store!.Rows, platform.Value.Series));
        Assert.Equal(ProblemKind.Forbidden, installer.Problem?.Kind);
    }

    [Fact]
    public async Task Refused_samples_are_those_of_devices_in_the_scope()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1", path: "root/aaaa/");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", "{oops");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", "\u00a0\0");

        var seen = await SamplesAsync(Fleet.Us());

        Assert.Equal(["c2 a0 00", "{oops"], seen.Value.Select(s => s.Text));
        Assert.Empty((await SamplesAsync(Fleet.Us(path: "root/bbbb/"))).Value);
        Assert.Empty((await SamplesAsync(Fleet.Them())).Value);
        Assert.Equal(ProblemKind.Forbidden, (await SamplesAsync(Fleet.Us(Role.Executive))).Problem?.Kind);

        Task<Result<IReadOnlyList<ListRefusedSamples.Row>>> SamplesAsync(Actor actor) =>
            fleet.Console.AskAsync<ListRefusedSamples, Result<IReadOnlyList<ListRefusedSamples.Row>>>(actor, u => u.RunAsync(CancellationToken.None));
    }

    [Fact]
    public void Nested_grants_count_nothing_twice() =>
        Assert.Equal(["a/", "b/c/"], VisibleParts.Topmost(["a/", "a/x/", "b/c/", "a/"]));

    private static async Task SendAsync(Fleet fleet, DeviceEntry device) =>
        await ConsumePublishesTests.PublishAsync(fleet, device, $"devices/{device.DeviceId}/telemetry", """{"values":{"temperature":1}}""");

    private static async Task<ReadOverview.Row> AskAsync(Fleet fleet, Actor actor) =>
        (await fleet.Console.AskAsync<ReadOverview, Result<ReadOverview.Row>>(actor, u => u.RunAsync(CancellationToken.None))).Value;
}
