using Bunit;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Groups;
using IoTConsole.Provisioning.Issuers;
using IoTConsole.Provisioning.Manifests;
using IoTConsole.Provisioning.Tests.Bulk;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Pages;

/// <summary>Each page with its faces, on the real use cases and the real database.</summary>
public class PageTests
{
    private static BunitContext Open(Estate estate, AsyncServiceScope scope, string address = "")
    {
        var page = new BunitContext();
        page.JSInterop.Mode = JSRuntimeMode.Loose;
        page.Services.AddFallbackServiceProvider(scope.ServiceProvider);
        page.Services.AddSingleton<TimeProvider>(estate.Console.Clock);
        if (address.Length > 0) page.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return page;
    }

    [Fact]
    public async Task Devices_says_what_to_do_when_there_is_none_and_lists_those_there_are()
    {
        await using var estate = await Estate.StartAsync();
        await using var scope = estate.Console.As(estate.Admin);
        await using var page = Open(estate, scope, "devices");

        var devices = page.Render<DevicesPage>();
        devices.WaitForAssertion(() => Assert.Contains("No device here yet.", devices.Markup, StringComparison.Ordinal));
        Assert.Equal(2, devices.FindAll("button.button-primary").Count(b => b.TextContent == "Register device"));

        estate.Console.Clock.Advance(LivePage.Rhythm);
        await estate.RegisterAsync("dev-1");
        devices.WaitForAssertion(() => Assert.Contains("Sensor dev-1", devices.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Devices_takes_its_filter_from_the_address()
    {
        await using var estate = await Estate.StartAsync();
        await estate.RegisterAsync("dev-1");
        await estate.RegisterAsync("dev-2", tags: ["roof"]);
        await using var scope = estate.Console.As(estate.Admin);
        await using var page = Open(estate, scope, "devices?tag=roof&state=planned");

        var devices = page.Render<DevicesPage>();

        devices.WaitForAssertion(() => Assert.Contains("Sensor dev-2", devices.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("Sensor dev-1", devices.Markup, StringComparison.Ordinal);
        page.Services.GetRequiredService<NavigationManager>().NavigateTo("devices?q=nothing-like-it");
        devices.WaitForAssertion(() => Assert.Contains("No device matches.", devices.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_device_is_registered_from_its_dialog()
    {
        await using var estate = await Estate.StartAsync();
        await using var scope = estate.Console.As(estate.Admin);
        await using var page = Open(estate, scope, "devices");
        var devices = page.Render<DevicesPage>();
        devices.WaitForElement("button.button-primary").Click();

        devices.Find("#reg-id").Input("dev-9");
        devices.Find("#reg-model").Input("T100");
        devices.Find("dialog form").Submit();
        Assert.Contains("There is no such site here.", devices.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        devices.Find("dialog select").Change(estate.Floor.Id.ToString());
        devices.Find("dialog form").Submit();

        devices.WaitForAssertion(() => Assert.NotNull(estate.Directory.FindByDeviceId("dev-9")));
        Assert.EndsWith($"/devices/{estate.Directory.FindByDeviceId("dev-9")!.Id}", page.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_page_shows_identity_place_certificate_and_timeline_and_makes_a_key_once()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1", tags: ["roof"]);
        await using var scope = estate.Console.As(estate.Admin);
        await using var page = Open(estate, scope, $"devices/{id}");

        var device = page.Render<DevicePage>(p => p.Add(d => d.Id, id));
        device.WaitForAssertion(() => Assert.Contains("No certificate yet.", device.Markup, StringComparison.Ordinal));
        Assert.Contains("Harbour House › Floor 1", device.Markup, StringComparison.Ordinal);
        Assert.Contains("SN-dev-1", device.Markup, StringComparison.Ordinal);
        estate.Console.Clock.Advance(LivePage.Rhythm);
        device.FindAll("button").Single(b => b.TextContent == "Make key and certificate").Click();
        device.Find("dialog form").Submit();

        device.WaitForAssertion(() => Assert.Contains("BEGIN PRIVATE KEY", device.Markup, StringComparison.Ordinal));
        Assert.Contains("mosquitto_pub -h localhost", device.Markup, StringComparison.Ordinal);
        Assert.StartsWith("data:application/zip;base64,", device.Find("a[download='dev-1.zip']").GetAttribute("href"), StringComparison.Ordinal);
        device.WaitForAssertion(() => Assert.Contains("Planned → Provisioned", device.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        device.FindAll("button").Single(b => b.TextContent == "Done").Click();
        Assert.DoesNotContain("BEGIN PRIVATE KEY", device.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_is_quarantined_after_a_question_with_a_reason()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        await estate.CredentialAsync(id);
        await using var scope = estate.Console.As(estate.Admin);
        await using var page = Open(estate, scope, $"devices/{id}");
        var device = page.Render<DevicePage>(p => p.Add(d => d.Id, id));
        device.WaitForAssertion(() => Assert.Contains(device.FindAll("button"), b => b.TextContent == "Quarantine"));

        device.FindAll("button").Single(b => b.TextContent == "Quarantine").Click();
        device.Find("dialog form").Submit();
        Assert.Contains("Say why", device.Find("dialog [role=alert]").TextContent, StringComparison.Ordinal);
        device.Find("#state-why").Input("Odd readings");
        device.Find("dialog form").Submit();

        device.WaitForAssertion(() => Assert.Equal(LifecycleState.Quarantined, estate.Directory.Find(id)!.State));
        device.WaitForAssertion(() => Assert.Contains(device.FindAll("button"), b => b.TextContent == "Release"), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_device_out_of_scope_is_not_found_and_a_viewer_gets_no_buttons()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        await using (var scope = estate.Console.As(estate.TheirAdmin))
        {
            await using var page = Open(estate, scope, $"devices/{id}");
            var device = page.Render<DevicePage>(p => p.Add(d => d.Id, id));
            device.WaitForAssertion(() => Assert.Equal("provisioning.no-device", scope.ServiceProvider.GetRequiredService<PageTroubles>().All[0].Problem.Code));
            Assert.DoesNotContain("dev-1", device.Markup, StringComparison.Ordinal);
        }

        await using var viewer = estate.Console.As(estate.As(Role.Analyst, ""));
        await using var look = Open(estate, viewer, $"devices/{id}");
        var seen = look.Render<DevicePage>(p => p.Add(d => d.Id, id));
        seen.WaitForAssertion(() => Assert.Contains("SN-dev-1", seen.Markup, StringComparison.Ordinal));
        Assert.Empty(seen.FindAll("button").Where(b => b.TextContent is "Edit" or "Decommission" or "Quarantine" or "Make key and certificate"));
    }

    [Fact]
    public async Task Approvals_lists_what_waits_and_approves_what_is_chosen()
    {
        await using var estate = await Estate.StartAsync();
        var gateway = await estate.RegisterAsync("gw-1", isGateway: true);
        await using var scope = estate.Console.As(estate.Admin);
        await using var page = Open(estate, scope, "approvals");
        var approvals = page.Render<ApprovalsPage>();
        approvals.WaitForAssertion(() => Assert.Contains("Nothing waits for approval.", approvals.Markup, StringComparison.Ordinal));

        var sightings = estate.Console.Services.GetRequiredService<DeviceSightings>();
        sightings.UnknownChild(new(gateway, "gw-1", estate.Tenant, true), "child-1");
        estate.Console.Clock.Advance(LivePage.Rhythm);
        await sightings.WriteAsync(default);
        approvals.WaitForElement("tbody input[type=checkbox]", TimeSpan.FromSeconds(5)).Change(true);
        approvals.FindAll("button").Single(b => b.TextContent.StartsWith("Approve", StringComparison.Ordinal)).Click();
        approvals.Find("#app-model").Input("S1");
        approvals.Find("dialog form").Submit();

        approvals.WaitForAssertion(() => Assert.Equal(gateway, estate.Directory.FindByDeviceId("child-1")?.GatewayId));
        approvals.WaitForAssertion(() => Assert.Contains("Nothing waits for approval.", approvals.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Authorities_shows_our_own_and_trusts_a_makers()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        await using var scope = estate.Console.As(estate.Admin);
        await using var page = Open(estate, scope, "authorities");
        var authorities = page.Render<AuthoritiesPage>();
        authorities.WaitForAssertion(() => Assert.Contains("No maker is trusted yet.", authorities.Markup, StringComparison.Ordinal));
        authorities.Find("button.button-primary").Click();

        authorities.Find("#trust-name").Input("Maker & sons");
        authorities.Find("#trust-pem").Input(maker.RootPem);
        authorities.Find("#trust-pattern").Input("SN-[0-9]+");
        authorities.Find("#trust-model").Input("G1");
        authorities.Find("dialog select").Change(estate.Floor.Id.ToString());
        authorities.Find("dialog form").Submit();

        authorities.WaitForAssertion(() => Assert.Contains("Templates of Maker", authorities.Markup, StringComparison.Ordinal));
        Assert.Contains("by a person", authorities.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issuing_authorities_are_made_exported_from_and_signed_by_ceremony_on_their_page()
    {
        using var ceremony = await Issuers.Ceremony.StartAsync();
        await using var estate = ceremony.Estate;
        await using var scope = estate.Console.As(ceremony.Platform);
        await using var page = Open(estate, scope, "authorities");
        var tree = page.Render<OwnAuthorities>();
        AngleSharp.Dom.IElement Button(string words) => tree.FindAll("button, a.button").Single(b => b.TextContent.Trim() == words);
        tree.WaitForAssertion(() => Assert.Contains("IoTConsole devices 1", tree.Markup, StringComparison.Ordinal));

        Button("Export the root’s key").Click();
        tree.Find("#root-passphrase").Input(Issuers.Ceremony.Passphrase);
        tree.Find("dialog form").Submit();
        tree.WaitForAssertion(() => Assert.Equal("root-key.pem", Button("Download root-key.pem").GetAttribute("download")), TimeSpan.FromSeconds(10));
        var file = Uri.UnescapeDataString(Button("Download root-key.pem").GetAttribute("href")!.Split(',', 2)[1]);
        ceremony.Keeper.Write("root-key.pem", file);
        tree.Find("dialog form").Submit();
        Assert.DoesNotContain("ENCRYPTED", tree.Markup, StringComparison.Ordinal);

        Button("Take the root offline").Click();
        tree.Find("#root-file").Input(file);
        tree.Find("#root-proof").Input("not the passphrase");
        tree.Find("dialog form").Submit();
        tree.WaitForAssertion(() => Assert.Contains("do not open the root's key", tree.Find("dialog [role=alert]").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        tree.Find("#root-proof").Input(Issuers.Ceremony.Passphrase);
        tree.Find("dialog form").Submit();
        tree.WaitForAssertion(() => Assert.Contains("The root’s key is offline", tree.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(10));

        Button("New issuing authority").Click();
        tree.Find("#issuer-name").Input("Meridian");
        tree.Find("dialog form").Submit();
        tree.WaitForAssertion(() => Assert.Contains("BEGIN CERTIFICATE REQUEST", tree.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        tree.Find("#ceremony-pem").Input(ceremony.Sign((await ceremony.TreeAsync()).Issuers[0].RequestPem!));
        tree.Find("dialog form").Submit();
        tree.WaitForAssertion(() => Assert.Equal(2, tree.FindAll("td .status-normal").Count), TimeSpan.FromSeconds(10));
        Assert.DoesNotContain("BEGIN CERTIFICATE REQUEST", tree.Markup, StringComparison.Ordinal);

        await using var auditor = estate.Console.As(estate.As(Role.Auditor, ""));
        await using var look = Open(estate, auditor, "authorities");
        var seen = look.Render<OwnAuthorities>();
        seen.WaitForAssertion(() => Assert.Contains("Meridian 2", seen.Markup, StringComparison.Ordinal));
        Assert.Empty(seen.FindAll("button"));
    }

    [Fact]
    public async Task A_group_is_made_with_its_keys_shown_once_stopped_and_its_device_keys_worked_out_on_its_page()
    {
        await using var estate = await Estate.StartAsync();
        await using var scope = estate.Console.As(estate.Admin);
        await using var page = Open(estate, scope, "enrolment");
        var groups = page.Render<GroupsPage>();
        AngleSharp.Dom.IElement Button(string words) => groups.FindAll("button").Single(b => b.TextContent.Trim() == words);
        groups.WaitForAssertion(() => Assert.Contains("No group yet.", groups.Markup, StringComparison.Ordinal));

        Button("New group with keys").Click();
        groups.Find("#group-name").Input("Sensors");
        groups.Find("#group-pattern").Input("SN-[0-9]+");
        groups.Find("#group-model").Input("K1");
        groups.Find("#group-quota").Change("500");
        groups.Find("#group-opens").Change("2026-03-02T10:00");
        groups.Find("#group-closes").Change("2026-03-01T10:00");
        groups.Find("dialog form").Submit();
        groups.WaitForAssertion(() => Assert.Contains("Choose a site", groups.Find("dialog").TextContent, StringComparison.Ordinal));
        groups.Find("dialog select").Change(estate.Floor.Id.ToString());
        groups.Find("dialog form").Submit();
        groups.WaitForAssertion(() => Assert.Contains("opens before it closes", groups.Find("dialog [role=alert]").TextContent, StringComparison.Ordinal));
        groups.Find("#group-closes").Change("");
        groups.Find("dialog form").Submit();
        groups.WaitForAssertion(() => Assert.Contains("Primary key", groups.Markup, StringComparison.Ordinal));
        var made = (await estate.AskAsync<ListGroups, Result<ListGroups.Rows>>(estate.Admin, u => u.RunAsync(default))).Value.Items.Single();
        Assert.Equal((new GroupLimits(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero), null, 500), "Harbour House › Floor 1"), (made.Limits, made.Place));
        groups.Find("dialog form").Submit();
        groups.WaitForAssertion(() => Assert.DoesNotContain("Primary key", groups.Markup, StringComparison.Ordinal));
        Assert.Contains("Not open yet", groups.Markup, StringComparison.Ordinal);
        Assert.Contains("0 of 500", groups.Markup, StringComparison.Ordinal);

        Button("Change").Click();
        groups.WaitForAssertion(() => Assert.Equal("Sensors", groups.Find("#limits-name").GetAttribute("value")));
        groups.Find("#limits-stopped").Change(true);
        groups.Find("dialog form").Submit();
        groups.WaitForAssertion(() => Assert.Contains("Stopped", groups.Find("tbody").TextContent, StringComparison.Ordinal));

        Button("Try device ids").Click();
        groups.Find("#try-ids").Input("SN-7\nother");
        groups.Find("dialog form").Submit();
        groups.WaitForAssertion(() => Assert.Contains("Waits for approval", groups.Find("dialog tbody").TextContent, StringComparison.Ordinal));
        Assert.All(new[] { "it was stopped", "No group expects it", "K1, Harbour House › Floor 1" }, words => Assert.Contains(words, groups.Find("dialog tbody").TextContent, StringComparison.Ordinal));
        groups.Find("dialog [data-cancel]").Click();

        Button("Group keys").Click();
        groups.Find("#key-device").Input("SN-7");
        groups.Find("dialog form").Submit();
        var key = (await estate.AskAsync<DeriveDeviceKey, Result<string>>(estate.Admin, u => u.RunAsync(new(made.Id, "SN-7"), default))).Value;
        groups.WaitForAssertion(() => Assert.Contains(key, groups.Markup, StringComparison.Ordinal));
        Button("Replace primary key").Click();
        groups.Find("dialog form").Submit();
        groups.WaitForAssertion(() => Assert.Contains("New key", groups.Markup, StringComparison.Ordinal));
        Assert.NotEqual(key, (await estate.AskAsync<DeriveDeviceKey, Result<string>>(estate.Admin, u => u.RunAsync(new(made.Id, "SN-7"), default))).Value);

        await using var auditor = estate.Console.As(estate.As(Role.Auditor, ""));
        await using var look = Open(estate, auditor, "enrolment");
        var seen = look.Render<GroupsPage>();
        seen.WaitForAssertion(() => Assert.Contains("Sensors", seen.Markup, StringComparison.Ordinal));
        Assert.Equal(["Try device ids"], seen.FindAll("button").Select(b => b.TextContent));
    }

    [Fact]
    public async Task A_manifest_is_brought_looked_through_and_imported_on_its_page()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        await using var scope = estate.Console.As(admin);
        await using var page = Open(estate, scope, "manifests");
        var manifests = page.Render<ManifestsPage>();
        AngleSharp.Dom.IElement Button(string words) => manifests.FindAll("button").Single(b => b.TextContent.Trim() == words);
        manifests.WaitForAssertion(() => Assert.Contains("No manifest yet.", manifests.Markup, StringComparison.Ordinal));

        Button("Bring a file").Click();
        Assert.True(Button("Look it through").HasAttribute("disabled"));
        manifests.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("serial,model,tint\nSN-1,T100,red\nSN-2,,blue\nSN-3,T100,red\n", "spring order.csv"));
        manifests.Find("dialog select").Change(estate.Floor.Id.ToString());
        manifests.Find("dialog form").Submit();

        manifests.WaitForAssertion(() => Assert.Contains("Import 2 devices", manifests.Markup, StringComparison.Ordinal));
        Assert.Contains("Columns that mean nothing here: tint.", manifests.Markup, StringComparison.Ordinal);
        var fault = manifests.FindAll("tbody")[0].QuerySelectorAll("td").Select(c => c.TextContent).ToList();
        Assert.Equal(["3", "model", "", "Is missing."], fault);
        Assert.Contains("/faults", manifests.FindAll("a").Single(a => a.TextContent == "Download all faults as CSV").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains("Harbour House › Floor 1", manifests.Markup, StringComparison.Ordinal);
        Assert.Empty(estate.Directory.All);

        Button("Import 2 devices").Click();
        manifests.WaitForAssertion(() => Assert.Contains("/runs/", page.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
        await estate.WorkAsync();
        Assert.Equal(["SN-1", "SN-3"], estate.Directory.All.Select(d => d.DeviceId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_sites_panel_counts_its_devices_and_is_a_door_to_them()
    {
        await using var estate = await Estate.StartAsync();
        await estate.RegisterAsync("dev-1");
        var house = estate.Site("Harbour House");
        await using var scope = estate.Console.As(estate.Admin);
        await using var page = Open(estate, scope, $"sites/{house.Id}");

        var panel = page.Render<SiteDevices>(p => p.Add(s => s.Subject, house.Id));

        panel.WaitForAssertion(() => Assert.Contains("Floor 1", panel.Markup, StringComparison.Ordinal));
        Assert.Contains($"/devices?site={house.Id}", panel.Find("h2 a").GetAttribute("href"), StringComparison.Ordinal);
    }
}
