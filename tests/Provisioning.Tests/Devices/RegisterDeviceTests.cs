using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Tests.Devices;

public class RegisterDeviceTests
{
    public static TheoryData<string> Engines => new(TestConsole.Engines());

    private static Task<Result<Guid>> RegisterAsync(Estate estate, Actor by, RegisterDevice.Input input) =>
        estate.AskAsync<RegisterDevice, Result<Guid>>(by, u => u.RunAsync(input, default));

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_registered_device_is_planned_known_at_once_and_audited(string engine)
    {
        await using var estate = await Estate.StartAsync(engine);
        var version = estate.Directory.Version;

        var id = await estate.RegisterAsync("dev-1", tags: ["Roof", "roof ", "Pilot"]);

        var entry = estate.Directory.FindByDeviceId("dev-1")!;
        Assert.Equal((id, estate.Tenant, estate.Floor.Path, LifecycleState.Planned), (entry.Id, entry.TenantId, entry.SitePath, entry.State));
        Assert.True(estate.Directory.Version > version);
        var row = await estate.Console.LookAsync(db => db.Set<Device>().SingleAsync());
        Assert.Equal(";pilot;roof;", row.Tags);
        var audit = await estate.Console.LookAsync(db => db.Set<AuditRow>().SingleAsync(a => a.Subject == "Device"));
        Assert.Equal(("RegisterDevice", "Sensor dev-1 (dev-1)", estate.Floor.Path), (audit.Operation, audit.SubjectName, audit.SitePath));
    }

    [Theory]
    [InlineData("provisioning.device-id", "a/b", "N", "S", "M", 300)]
    [InlineData("provisioning.device-id", "", "N", "S", "M", 300)]
    [InlineData("provisioning.name", "d", " ", "S", "M", 300)]
    [InlineData("provisioning.serial", "d", "N", "", "M", 300)]
    [InlineData("provisioning.model", "d", "N", "S", "", 300)]
    [InlineData("provisioning.interval", "d", "N", "S", "M", 0)]
    public async Task What_is_not_valid_is_refused(string code, string deviceId, string name, string serial, string model, int interval)
    {
        await using var estate = await Estate.StartAsync();

        var refused = await RegisterAsync(estate, estate.Admin, new(deviceId, estate.Floor.Id, name, serial, model, ExpectedIntervalSeconds: interval));

        Assert.Equal(code, refused.Problem?.Code);
        Assert.Empty(estate.Directory.All);
    }

    [Fact]
    public async Task A_device_id_is_unique_across_tenants_and_the_refusal_tells_nothing_else()
    {
        await using var estate = await Estate.StartAsync();
        await estate.RegisterAsync("dev-1", by: estate.TheirAdmin, at: estate.Site("Mill", estate.Theirs));

        var refused = await RegisterAsync(estate, estate.Admin, new("dev-1", estate.Floor.Id, "N", "S", "M"));

        Assert.Equal("provisioning.device-id-taken", refused.Problem?.Code);
    }

    [Fact]
    public async Task A_child_stands_behind_a_gateway_in_reach()
    {
        await using var estate = await Estate.StartAsync();
        var gateway = await estate.RegisterAsync("gw-1", isGateway: true);
        await estate.RegisterAsync("gw-x", isGateway: true, by: estate.TheirAdmin, at: estate.Site("Mill", estate.Theirs));
        await estate.RegisterAsync("plain");

        var child = await estate.RegisterAsync("child", gateway: "gw-1");

        Assert.Equal(gateway, estate.Directory.Find(child)!.GatewayId);
        RegisterDevice.Input Behind(string id, bool isGateway = false) => new("c2", estate.Floor.Id, "N", "S", "M", GatewayDeviceId: id, IsGateway: isGateway);
        Assert.Equal("provisioning.no-gateway", (await RegisterAsync(estate, estate.Admin, Behind("gw-x"))).Problem?.Code);
        Assert.Equal("provisioning.no-gateway", (await RegisterAsync(estate, estate.Admin, Behind("plain"))).Problem?.Code);
        Assert.Equal("provisioning.gateway-behind-gateway", (await RegisterAsync(estate, estate.Admin, Behind("gw-1", true))).Problem?.Code);
    }

    [Fact]
    public async Task Role_and_scope_decide_who_registers_where()
    {
        await using var estate = await Estate.StartAsync();
        RegisterDevice.Input At(Guid site) => new("dev-1", site, "N", "S", "M");

        Assert.Equal("access.missing-permission", (await RegisterAsync(estate, estate.As(Role.Analyst, ""), At(estate.Floor.Id))).Problem?.Code);
        Assert.Equal("provisioning.no-site", (await RegisterAsync(estate, estate.MillManager, At(estate.Floor.Id))).Problem?.Code);
        Assert.Equal("provisioning.no-site", (await RegisterAsync(estate, estate.TheirAdmin, At(estate.Floor.Id))).Problem?.Code);
        Assert.True((await RegisterAsync(estate, estate.As(Role.Installer, "Harbour House"), At(estate.Floor.Id))).Succeeded);
    }
}
