using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Lifecycle;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using static IoTConsole.Provisioning.Tests.Bulk.Runner;

namespace IoTConsole.Provisioning.Tests.Bulk;

/// <summary>What each verb does to devices, what it skips, and how it is taken back.</summary>
public class DeviceVerbTests
{
    [Fact]
    public async Task A_tag_is_removed_where_it_is_and_put_back()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        await estate.RegisterAsync("d-1", tags: ["roof", "pilot"]);
        await estate.RegisterAsync("d-2", tags: ["pilot"]);

        var run = await estate.DoAsync(admin, "devices.remove-tag", Tag("ROOF"), Matching(""));

        Assert.Equal((1, "provisioning.not-tagged: 1"), (run.Line.Changed, run.Reasons.Said()));
        Assert.Equal([";pilot;", ";pilot;"], (await estate.DevicesAsync()).Select(d => d.Tags));
        await estate.UndoAsync(admin, run.Line.Id);
        Assert.Equal([";pilot;roof;", ";pilot;"], (await estate.DevicesAsync()).Select(d => d.Tags));
    }

    [Fact]
    public async Task One_tag_too_many_is_skipped()
    {
        await using var estate = await Estate.StartAsync();
        await estate.RegisterAsync("d-1", tags: [.. Enumerable.Range(1, 20).Select(i => $"t{i}")]);

        Assert.Equal("provisioning.too-many-tags: 1", (await estate.LookAsync(estate.Admin, "devices.add-tag", Tag("one-more"), Matching(""))).Value.Skipped.Said());
    }

    [Fact]
    public async Task Devices_move_to_a_site_of_the_caller_and_back()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        await estate.RegisterAsync("d-1");
        await estate.RegisterAsync("d-2", at: estate.Site("Mill"));
        var toTheMill = Asked(("site", $"{estate.Site("Mill").Id}"));

        Assert.Equal("access.missing-permission", (await estate.LookAsync(
            TestConsole.Person(estate.Tenant, (Role.Analyst, estate.Site("Mill").Path), (Role.BuildingManager, estate.Site("Harbour House").Path)), "devices.move", toTheMill, Matching(""))).Problem?.Code);
        var run = await estate.DoAsync(admin, "devices.move", toTheMill, Matching(""));

        Assert.Equal((1, "provisioning.stands-there: 1"), (run.Line.Changed, run.Reasons.Said()));
        Assert.All(await estate.DevicesAsync(), d => Assert.Equal((estate.Site("Mill").Id, estate.Site("Mill").Path), (d.SiteId, d.SitePath)));
        await estate.UndoAsync(admin, run.Line.Id);
        Assert.Equal([estate.Floor.Path, estate.Site("Mill").Path], (await estate.DevicesAsync()).Select(d => d.SitePath));
    }

    [Fact]
    public async Task A_step_that_the_lifecycle_does_not_allow_is_skipped_and_says_which()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        foreach (var id in new[] { "d-1", "d-2", "d-3", "d-4", "d-5" }) await estate.RegisterAsync(id);
        var devices = await estate.DevicesAsync();
        foreach (var device in devices.Skip(1)) await estate.CredentialAsync(device.Id);
        await ChangeAsync(estate, devices[2].Id, LifecycleState.Maintenance);
        await ChangeAsync(estate, devices[3].Id, LifecycleState.Quarantined);
        await ChangeAsync(estate, devices[4].Id, LifecycleState.Decommissioned);

        var run = await estate.DoAsync(admin, "devices.change-state", Asked(("to", "Maintenance"), ("why", "Filters")), Matching(""));

        Assert.Equal(
            ["Is decommissioned, which is for good. Sensor d-5", "Is in that state already. Sensor d-3", "Planned: cannot become “In maintenance”. Sensor d-1", "Quarantined: cannot become “In maintenance”. Sensor d-4"],
            run.Reasons.Select(r => $"{r.Reason.Words} {r.Names[0]}").Order(StringComparer.Ordinal));
        Assert.Equal(1, run.Line.Changed);
        Assert.Equal(LifecycleState.Maintenance, estate.Directory.Find(devices[1].Id)!.State);
        var history = await estate.AskAsync<ListTimeline, Result<IReadOnlyList<TimelineEntry>>>(admin, u => u.RunAsync(devices[1].Id, null, 5, default));
        Assert.Contains(history.Value, e => e.Words.EndsWith("In maintenance: Filters", StringComparison.Ordinal) && e.By == "Ada Admin");

        await estate.UndoAsync(admin, run.Line.Id);
        Assert.Equal(LifecycleState.Provisioned, estate.Directory.Find(devices[1].Id)!.State);
    }

    [Fact]
    public async Task Back_in_service_is_what_each_was_before_and_can_be_taken_back()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        var id = await estate.RegisterAsync("d-1");
        await estate.CredentialAsync(id);
        await ChangeAsync(estate, id, LifecycleState.Quarantined);

        var run = await estate.DoAsync(admin, "devices.change-state", Asked(("to", "Active")), Only(id));
        Assert.Equal(LifecycleState.Provisioned, estate.Directory.Find(id)!.State);

        // It has not reported yet, and from there no step leads back into maintenance by undo but into quarantine it does.
        await estate.UndoAsync(admin, run.Line.Id);
        Assert.Equal(LifecycleState.Quarantined, estate.Directory.Find(id)!.State);
    }

    [Fact]
    public async Task Decommissioning_revokes_all_certificates_needs_a_reason_and_is_for_good()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        var id = await estate.RegisterAsync("d-1");
        await estate.CredentialAsync(id);
        Assert.Equal("provisioning.why-needed", (await estate.StartAsync(admin, "devices.change-state", Asked(("to", "Decommissioned")), Only(id))).Problem?.Code);

        var run = await estate.DoAsync(admin, "devices.change-state", Asked(("to", "Decommissioned"), ("why", "Sold")), Only(id));

        Assert.Equal((1, false), (run.Line.Changed, run.MayUndo));
        var certificate = await estate.Console.LookAsync(db => db.Set<DeviceCertificate>().SingleAsync(c => c.DeviceId == id));
        Assert.NotNull(certificate.RevokedAt);
        Assert.Equal("runs.cannot-be-undone", (await estate.AskAsync<Infrastructure.Runs.UndoRun, Result<Guid>>(admin, u => u.RunAsync(run.Line.Id, default))).Problem?.Code);
    }

    [Fact]
    public async Task A_template_gives_what_it_carries_leaves_the_rest_and_is_taken_back_whole()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        await estate.RegisterAsync("d-1", tags: ["roof"]);
        await estate.RegisterAsync("d-2", isGateway: true);
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        var authority = await estate.TrustAsync(maker.RootPem);
        var template = await estate.AskAsync<AddTemplate, Result<Guid>>(estate.Admin, u => u.RunAsync(
            new(authority, new("X-.*", estate.Site("Mill").Id, "T200", false, true) { Tags = ["pilot"], ExpectedIntervalSeconds = 60, Power = PowerSource.Battery }), default));
        var asked = Asked(("template", $"{template.Value}"));

        var run = await estate.DoAsync(admin, "devices.assign-template", asked, Matching(""));

        Assert.Equal((1, "provisioning.gateway-or-not: 1"), (run.Line.Changed, run.Reasons.Said()));
        var device = (await estate.DevicesAsync())[0];
        Assert.Equal(("T200", ";pilot;roof;", 60, PowerSource.Battery, estate.Floor.Path), (device.Model, device.Tags, device.ExpectedIntervalSeconds, device.Power, device.SitePath));
        Assert.Equal("provisioning.follows-already: 1; provisioning.gateway-or-not: 1", (await estate.LookAsync(admin, "devices.assign-template", asked, Matching(""))).Value.Skipped.Said());
        await estate.UndoAsync(admin, run.Line.Id);
        device = (await estate.DevicesAsync())[0];
        Assert.Equal(("T100", ";roof;", 300, PowerSource.Mains), (device.Model, device.Tags, device.ExpectedIntervalSeconds, device.Power));
        Assert.Equal("provisioning.no-template", (await estate.LookAsync(estate.TheirAdmin, "devices.assign-template", asked, Matching(""))).Problem?.Code);
    }

    private static async Task ChangeAsync(Estate estate, Guid id, LifecycleState to) =>
        Assert.Null((await estate.AskAsync<ChangeDeviceState, Result<LifecycleState>>(estate.Admin, u => u.RunAsync(new(id, to, "For the test"), default))).Problem);
}
