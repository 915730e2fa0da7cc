using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Lifecycle;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Gate;

public class EnrolOnConnectTests
{
    public static TheoryData<string> Engines => new(TestConsole.Engines());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_first_connect_registers_a_device_where_its_template_says_and_is_audited_as_the_system(string engine)
    {
        await using var estate = await Estate.StartAsync(engine);
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        await estate.TrustAsync(maker.RootPem);

        var verdict = await estate.ConnectAsync("SN-42", maker.Certificate("SN-42"));

        var device = await estate.Console.LookAsync(db => db.Set<Device>().SingleAsync());
        Assert.Equal(device.Id, Assert.IsType<DeviceIdentity>(verdict.Identity).Id);
        Assert.Equal(("SN-42", "G1", true, LifecycleState.Provisioned), (device.DeviceId, device.Model, device.IsGateway, device.State));
        Assert.Equal((estate.Tenant, estate.Site("Mill").Path), (device.TenantId, device.SitePath));
        Assert.Equal(device.Id, (await estate.Console.LookAsync(db => db.Set<DeviceCertificate>().SingleAsync())).DeviceId);
        var audit = await estate.Console.LookAsync(db => db.Set<AuditRow>().SingleAsync(a => a.Subject == "Device"));
        Assert.Equal((ActorKind.System, "EnrolOnConnect"), (audit.ActorKind, audit.Operation));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Two_first_connects_at_once_make_one_device_and_both_are_let_in(string engine)
    {
        await using var estate = await Estate.StartAsync(engine);
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        await estate.TrustAsync(maker.RootPem);
        var certificate = maker.Certificate("SN-42");

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => estate.ConnectAsync("SN-42", certificate))));

        Assert.All(verdicts, v => Assert.NotNull(v.Identity));
        Assert.Equal(1, await estate.Console.LookAsync(db => db.Set<Device>().CountAsync()));
        Assert.Equal(1, await estate.Console.LookAsync(db => db.Set<DeviceCertificate>().CountAsync()));
        Assert.Equal(1, await estate.Console.LookAsync(db => db.Set<StateChange>().CountAsync()));
    }

    [Fact]
    public async Task A_planned_device_keeps_its_place_and_becomes_provisioned()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        await estate.TrustAsync(maker.RootPem);
        var id = await estate.RegisterAsync("SN-42");

        var verdict = await estate.ConnectAsync("SN-42", maker.Certificate("SN-42"));
        var again = await estate.ConnectAsync("SN-42", maker.Certificate("SN-42"));

        Assert.Equal((id, id), (((DeviceIdentity)verdict.Identity!).Id, ((DeviceIdentity)again.Identity!).Id));
        var entry = estate.Directory.Find(id)!;
        Assert.Equal((LifecycleState.Provisioned, estate.Floor.Path, "T100"), (entry.State, entry.SitePath, entry.Model));
        Assert.Equal(2, await estate.Console.LookAsync(db => db.Set<DeviceCertificate>().CountAsync()));
        Assert.Equal(2, await estate.Console.LookAsync(db => db.Set<StateChange>().CountAsync()));
    }

    [Fact]
    public async Task Without_automatic_approval_a_device_waits_and_comes_in_once_it_is_approved()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        await estate.TrustAsync(maker.RootPem, automatically: false);
        var certificate = maker.Certificate("SN-42");

        Assert.Equal("device-waits-for-approval", (await estate.ConnectAsync("SN-42", certificate)).Reason);
        await estate.Console.Services.GetRequiredService<DeviceSightings>().WriteAsync(default);
        var waiting = await estate.AskAsync<ListSightings, Result<ListSightings.Rows>>(estate.Admin, u => u.RunAsync(new(), default));
        var approved = await estate.AskAsync<ApproveSightings, Result<int>>(estate.Admin, u => u.RunAsync(new([waiting.Value.Items.Single().Id], "G1"), default));

        Assert.Equal(1, approved.Value);
        Assert.NotNull((await estate.ConnectAsync("SN-42", certificate)).Identity);
        Assert.Equal(LifecycleState.Provisioned, estate.Directory.FindByDeviceId("SN-42")!.State);
    }
}
