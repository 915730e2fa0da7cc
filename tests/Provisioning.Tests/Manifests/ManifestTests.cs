using System.Text;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Runs;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Manifests;
using IoTConsole.Provisioning.Tests.Bulk;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Tests.Manifests;

public class ManifestTests
{
    [Fact]
    public async Task Thirty_seven_bad_rows_are_named_by_line_and_column_and_the_rest_is_planned()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        await estate.RegisterAsync("old-1");
        var (file, wrong) = (new StringBuilder("Serial Number;Device-ID;model;Place;power;interval;tags;colour\r\n"), new List<(int Line, string Column)>());
        for (var line = 2; line <= 2_001; line++)
        {
            var bad = line % 54 == 0 ? (line / 54) - 1 : -1;
            if (bad >= 0) wrong.Add((line, new[] { "Device-ID", "model", "Place", "power", "interval", "Device-ID", "Serial Number" }[bad % 7]));
            file.Append(bad < 0 ? $"SN-{line};d-{line};T100;Harbour House/Floor 1;battery;60;roof, pilot;red" : (bad % 7) switch
            {
                0 => $"SN-{line};no id at all;T100;Mill;;;;",
                1 => $"SN-{line};d-{line};;Mill;;;;",
                2 => $"SN-{line};d-{line};T100;Harbour House/Cellar;;;;",
                3 => $"SN-{line};d-{line};T100;Mill;steam;;;",
                4 => $"SN-{line};d-{line};T100;Mill;;0;;",
                5 => bad == 5 ? $"SN-{line};old-1;T100;Mill;;;;" : $"SN-{line};d-2;T100;Mill;;;;",
                _ => $";d-{line};T100;Mill;;;;",
            }).Append("\r\n");
        }

        Assert.Equal(37, wrong.Count);
        var id = await BringAsync(estate, admin, file.ToString());
        var look = await GetAsync(estate, admin, id);

        Assert.Equal((1_963, 37, "colour"), (look.Head.Rows, look.Head.Faulty, string.Join(' ', look.Look.Ignored)));
        Assert.Equal(wrong, look.Look.Faults.Select(f => (f.Line, f.Column)));
        Assert.Equal(("provisioning.manifest-taken", "old-1"), (look.Look.Faults[5].Why.Code, look.Look.Faults[5].Given));
        Assert.Equal("Stands in line 2 already.", look.Look.Faults[12].Why.Words);
        Assert.Single(estate.Directory.All);

        var run = await ImportAsync(estate, admin, id);
        Assert.Equal((RunState.Finished, 1_963, 0), (run.Line.State, run.Line.Changed, run.Line.Skipped));
        Assert.Equal(1_964, estate.Directory.All.Count);
        var device = estate.Directory.FindByDeviceId("d-3")!;
        Assert.Equal(
            ("SN-3", "d-3", "T100", estate.Floor.Path, PowerSource.Battery, 60, "pilot roof", LifecycleState.Planned),
            (device.Serial, device.Name, device.Model, device.SitePath, device.Power, device.ExpectedIntervalSeconds, string.Join(' ', device.Tags), device.State));
        Assert.Equal(1_963, await estate.Console.LookAsync(db => db.Set<Device>().CountAsync(d => d.DeviceId.StartsWith("d-"))));

        // Once more: nothing twice.
        var again = await ImportAsync(estate, admin, id);
        Assert.Equal((0, 1_963, "provisioning.manifest-taken: 1963"), (again.Line.Changed, again.Line.Skipped, again.Reasons.Said()));
    }

    [Fact]
    public async Task Files_are_read_as_programs_write_them()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");

        var quoted = await GetAsync(estate, admin, await BringAsync(estate, admin, "﻿serial,model,name\n\"SN-1\",\"T \"\"100\"\"\",\"Two\nlines, and a comma\"\n\nSN-2,T100\nSN-3,T100,a,b\nSN-4,\"T100\"x,a\nSN-5,\"never closed\n", "Mill"));
        Assert.Equal(["SN-1:T \"100\":Two\nlines, and a comma", "SN-2:T100:SN-2"], quoted.Look.Sample.Select(r => $"{r.DeviceId}:{r.Model}:{r.Name}"));
        Assert.Equal([(6, "provisioning.manifest-cells"), (7, "provisioning.manifest-quote"), (8, "provisioning.manifest-quote")], quoted.Look.Faults.Select(f => (f.Line, f.Why.Code)));

        var json = await GetAsync(estate, admin, await BringAsync(estate, admin, """
            [
              {"serial": "SN-1", "model": "T100", "tags": ["a", "b"], "is_gateway": true, "interval_seconds": 60},
              {"serial": "SN-2", "model": "T100", "gateway": "SN-1"},
              {"serial": "SN-3", "model": {"name": "T100"}},
              {"serial": "SN-4",
               "model": null}
            ]
            """, "Mill"));
        Assert.Equal([("SN-1", true, "a b", 60), ("SN-2", false, "", 300)], json.Look.Sample.Select(r => (r.DeviceId, r.IsGateway, string.Join(' ', r.Tags), r.Interval)));
        Assert.Equal([(4, "provisioning.manifest-nested"), (5, "provisioning.manifest-missing")], json.Look.Faults.Select(f => (f.Line, f.Why.Code)));

        async Task<string?> RefusedAsync(byte[] content) => (await TryAsync(estate, admin, content, null)).Problem?.Code;
        Assert.Equal("provisioning.manifest-empty", await RefusedAsync([]));
        Assert.Equal("provisioning.manifest-empty", await RefusedAsync("serial,model\r\n"u8.ToArray()));
        Assert.Equal("provisioning.manifest-empty", await RefusedAsync("[]"u8.ToArray()));
        Assert.Equal("provisioning.manifest-not-utf8", await RefusedAsync(Encoding.Latin1.GetBytes("serial,model\nSN-1,Wärme\n")));
        var unreadable = (await TryAsync(estate, admin, "[{\"serial\": 1},\n{,}]"u8.ToArray(), null)).Problem!;
        Assert.Equal(("provisioning.manifest-unreadable", true), (unreadable.Code, unreadable.Message.StartsWith("Line 2", StringComparison.Ordinal)));
        Assert.Equal("provisioning.manifest-too-long", await RefusedAsync(new byte[BringManifest.Longest + 1]));
    }

    [Fact]
    public async Task Gateways_are_planned_before_their_children_whatever_the_order_of_the_file()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        await estate.RegisterAsync("known-gw", isGateway: true);
        await estate.RegisterAsync("their-gw", estate.Site("Mill", estate.Theirs), isGateway: true, by: estate.TheirAdmin);
        var file = new StringBuilder("serial,model,gateway,is_gateway\n");
        for (var i = 0; i < 600; i++) file.Append(System.Globalization.CultureInfo.InvariantCulture, $"c-{i},T100,{(i % 2 == 0 ? "new-gw" : "known-gw")},\n");
        file.Append("new-gw,G1,,yes\nlost-1,T100,nobody,\nlost-2,T100,their-gw,\nlost-3,G1,known-gw,yes\n");

        var id = await BringAsync(estate, admin, file.ToString(), "Mill");
        var look = await GetAsync(estate, admin, id);
        var run = await ImportAsync(estate, admin, id);

        Assert.Equal([("lost-1", "manifest-no-gateway"), ("lost-2", "manifest-no-gateway"), ("lost-3", "manifest-behind")], look.Look.Faults.OrderBy(f => f.Line).Zip(["lost-1", "lost-2", "lost-3"], (f, n) => (n, f.Why.Code.Split('.')[1])));
        Assert.Equal((601, 0), (run.Line.Changed, run.Line.Skipped));
        Assert.Equal(estate.Directory.FindByDeviceId("new-gw")!.Id, estate.Directory.FindByDeviceId("c-598")!.GatewayId);
        Assert.Equal(estate.Directory.FindByDeviceId("known-gw")!.Id, estate.Directory.FindByDeviceId("c-599")!.GatewayId);
    }

    [Fact]
    public async Task What_changed_between_the_preview_and_the_import_is_skipped_with_its_reason()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        var id = await BringAsync(estate, admin, "serial,model,place\nm-1,T100,Mill\nm-2,T100,Mill\nm-3,T100,Harbour House\n");
        await estate.RegisterAsync("m-1");
        await estate.RegisterAsync("m-2", estate.Site("Mill", estate.Theirs), by: estate.TheirAdmin);

        var run = await ImportAsync(estate, admin, id);

        Assert.Equal((1, "provisioning.manifest-taken: 2"), (run.Line.Changed, run.Reasons.Said()));
        Assert.Equal("m-1 m-2", string.Join(' ', run.Reasons.Single().Names));
    }

    [Fact]
    public async Task Nobody_brings_devices_to_where_they_may_not_and_a_manifest_is_seen_from_above_its_devices()
    {
        await using var estate = await Estate.StartAsync();
        var (admin, mill, neighbour) = (await estate.PersonAsync("admin"), await estate.PersonAsync("mill"), await estate.PersonAsync("admin", estate.Theirs));
        var everywhere = await BringAsync(estate, admin, "serial,model,place\na-1,T100,Mill\na-2,T100,Harbour House/Floor 1\n");
        var ofTheMill = await BringAsync(estate, admin, "serial,model,place\nb-1,T100,Mill\n");

        var theirs = await GetAsync(estate, mill, await BringAsync(estate, mill, $"serial,model,place\nc-1,T100,Mill\nc-2,T100,Harbour House\nc-3,T100,{estate.Site("Mill", estate.Theirs).Id}\n"));
        Assert.Equal(["provisioning.manifest-no-place", "provisioning.manifest-no-place"], theirs.Look.Faults.Select(f => f.Why.Code));
        Assert.Equal(1, theirs.Head.Rows);
        Assert.Equal("provisioning.no-site", (await TryAsync(estate, mill, "serial,model\nd-1,T100\n"u8.ToArray(), estate.Floor.Id)).Problem?.Code);

        async Task<int> SeenAsync(Actor who) => (await estate.AskAsync<ListManifests, Result<IReadOnlyList<ListManifests.Row>>>(who, u => u.RunAsync(default))).Value.Count;
        Assert.Equal((3, 2, 0), (await SeenAsync(admin), await SeenAsync(mill), await SeenAsync(neighbour)));
        Assert.Equal("provisioning.no-manifest", (await TryGetAsync(estate, mill, everywhere)).Problem?.Code);
        Assert.Null((await TryGetAsync(estate, mill, ofTheMill)).Problem);
        Assert.Equal("provisioning.no-manifest", (await TryGetAsync(estate, neighbour, ofTheMill)).Problem?.Code);
        Assert.Equal("provisioning.no-manifest", (await estate.AskAsync<ImportManifest, Result<Guid>>(neighbour, u => u.RunAsync(ofTheMill, default))).Problem?.Code);
        Assert.Equal("access.missing-permission", (await estate.AskAsync<ImportManifest, Result<Guid>>(await estate.PersonAsync("operator"), u => u.RunAsync(ofTheMill, default))).Problem?.Code);

        // Rows of a manifest that one may not see come to nothing, whatever is asked of the machinery.
        var forced = await estate.DoAsync(neighbour, ImportDevices.Verb, Runner.Asked((ImportDevices.Manifest, ofTheMill.ToString("N")), (ImportDevices.Name, "x")), Runner.Matching(ImportDevices.FilterOf(ofTheMill, 3)));
        Assert.Equal((0, "core.not-in-sight: 3"), (forced.Line.Changed, forced.Reasons.Said()));
        Assert.Equal("provisioning.no-manifest", (await estate.StartAsync(admin, ImportDevices.Verb, Runner.Asked((ImportDevices.Manifest, ofTheMill.ToString("N"))), Runner.Matching("manifest=x&rows=9999999"))).Problem?.Code);
    }

    [Fact]
    public async Task PruneManifests_forgets_them_after_ninety_days_and_their_devices_stay()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        await ImportAsync(estate, admin, await BringAsync(estate, admin, "serial,model,place\nold-1,T100,Mill\n"));
        estate.Console.Clock.Advance(TimeSpan.FromDays(60));
        var young = await BringAsync(estate, admin, "serial,model,place\nyoung-1,T100,Mill\n");
        estate.Console.Clock.Advance(TimeSpan.FromDays(31));

        await estate.Console.RunJobAsync("provisioning.prune-manifests");

        Assert.Equal([young], await estate.Console.LookAsync(db => db.Set<Manifest>().Select(m => m.Id).ToListAsync()));
        Assert.Equal([young], await estate.Console.LookAsync(db => db.Set<ManifestPart>().Select(p => p.ManifestId).Distinct().ToListAsync()));
        Assert.NotNull(estate.Directory.FindByDeviceId("old-1"));
    }

    internal static Task<Result<Guid>> TryAsync(Estate estate, Actor who, byte[] content, Guid? site) =>
        estate.AskAsync<BringManifest, Result<Guid>>(who, u => u.RunAsync(new("order.csv", content, site), default));

    internal static async Task<Guid> BringAsync(Estate estate, Actor who, string text, string? at = null)
    {
        var brought = await TryAsync(estate, who, Encoding.UTF8.GetBytes(text), at is null ? null : estate.Site(at).Id);
        Assert.Null(brought.Problem);
        return brought.Value;
    }

    internal static async Task<GetRun.Row> ImportAsync(Estate estate, Actor who, Guid id)
    {
        var run = await estate.AskAsync<ImportManifest, Result<Guid>>(who, u => u.RunAsync(id, default));
        Assert.Null(run.Problem);
        await estate.WorkAsync();
        return (await estate.RunAsync(who, run.Value)).Value;
    }

    private static Task<Result<GetManifest.Row>> TryGetAsync(Estate estate, Actor who, Guid id) => estate.AskAsync<GetManifest, Result<GetManifest.Row>>(who, u => u.RunAsync(id, default));

    private static async Task<GetManifest.Row> GetAsync(Estate estate, Actor who, Guid id) => (await TryGetAsync(estate, who, id)).Value;
}
