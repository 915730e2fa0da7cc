using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Gate;
using IoTConsole.Provisioning.Lifecycle;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IoTConsole.Provisioning.Tests.Lifecycle;

public class ChangeDeviceStateTests
{
    private static Task<Result<LifecycleState>> MoveAsync(Estate estate, Actor by, Guid id, LifecycleState to, string? why = null, int? version = null) =>
        estate.AskAsync<ChangeDeviceState, Result<LifecycleState>>(by, u => u.RunAsync(new(id, to, why, version), default));

    [Fact]
    public async Task Release_brings_a_device_back_to_where_it_was_in_its_life()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        await estate.CredentialAsync(id);
        await MoveAsync(estate, estate.Admin, id, LifecycleState.Quarantined, "Odd readings");

        Assert.Equal(LifecycleState.Provisioned, (await MoveAsync(estate, estate.Admin, id, LifecycleState.Active)).Value);

        var timeline = await estate.AskAsync<ListTimeline, Result<IReadOnlyList<TimelineEntry>>>(estate.Admin, u => u.RunAsync(id, null, 50, default));
        Assert.Contains(timeline.Value, e => e is { Kind: "lifecycle", Words: "Provisioned → Quarantined: Odd readings", By: "Test person" });
        Assert.Contains(timeline.Value, e => e.Kind == "certificate" && e.Words.Contains("issued", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Decommissioning_revokes_everything_and_is_for_good()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        await estate.CredentialAsync(id);
        await estate.CredentialAsync(id);

        Assert.Equal(LifecycleState.Decommissioned, (await MoveAsync(estate, estate.Admin, id, LifecycleState.Decommissioned, "Water damage")).Value);

        var certificates = await estate.Console.LookAsync(db => db.Set<DeviceCertificate>().ToListAsync());
        Assert.Equal(2, certificates.Count(c => c.RevokedAt is not null && c.RevokedWhy == "Decommissioned: Water damage"));
        Assert.Equal("provisioning.no-such-step", (await MoveAsync(estate, estate.Admin, id, LifecycleState.Active)).Problem?.Code);
        Assert.Equal("provisioning.decommissioned", (await estate.AskAsync<MakeCredential, Result<MakeCredential.Made>>(estate.Admin, u => u.RunAsync(id, default))).Problem?.Code);
        var again = await estate.AskAsync<Provisioning.Devices.RegisterDevice, Result<Guid>>(estate.Admin, u => u.RunAsync(new("dev-1", estate.Floor.Id, "New", "S", "T"), default));
        Assert.Equal("provisioning.device-id-taken", again.Problem?.Code);
    }

    [Fact]
    public async Task Trust_is_only_withdrawn_with_a_reason()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        await estate.CredentialAsync(id);

        Assert.Equal("provisioning.why-needed", (await MoveAsync(estate, estate.Admin, id, LifecycleState.Quarantined, " ")).Problem?.Code);
        Assert.Equal("provisioning.why-needed", (await MoveAsync(estate, estate.Admin, id, LifecycleState.Decommissioned)).Problem?.Code);
        Assert.Equal("provisioning.why", (await MoveAsync(estate, estate.Admin, id, LifecycleState.Maintenance, new string('x', 301))).Problem?.Code);
        Assert.Equal("provisioning.changed-meanwhile", (await MoveAsync(estate, estate.Admin, id, LifecycleState.Maintenance, version: 1)).Problem?.Code);
    }

    [Fact]
    public async Task A_planned_device_is_not_put_into_service_by_hand()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");

        Assert.Equal("provisioning.no-such-step", (await MoveAsync(estate, estate.Admin, id, LifecycleState.Provisioned)).Problem?.Code);
        Assert.Equal("provisioning.no-such-step", (await MoveAsync(estate, estate.Admin, id, LifecycleState.Active)).Problem?.Code);
    }

    [Fact]
    public async Task Roles_and_scope_decide_who_may()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        await estate.CredentialAsync(id);

        Assert.Equal("access.missing-permission", (await MoveAsync(estate, estate.As(Role.Analyst, ""), id, LifecycleState.Maintenance)).Problem?.Code);
        Assert.Equal("access.missing-permission", (await MoveAsync(estate, estate.As(Role.Operator, ""), id, LifecycleState.Decommissioned, "x")).Problem?.Code);
        Assert.Equal("provisioning.no-device", (await MoveAsync(estate, estate.MillManager, id, LifecycleState.Maintenance)).Problem?.Code);
        Assert.Equal("provisioning.no-device", (await MoveAsync(estate, estate.TheirAdmin, id, LifecycleState.Maintenance)).Problem?.Code);
        Assert.Equal(LifecycleState.Maintenance, (await MoveAsync(estate, estate.As(Role.Operator, "Harbour House"), id, LifecycleState.Maintenance)).Value);
    }

    [Fact]
    public async Task The_live_session_ends_when_trust_does()
    {
        var sessions = new NotedSessions();
        await using var estate = await Estate.StartAsync(more: s => s.AddSingleton<IBrokerSessions>(sessions));
        await estate.Console.Services.GetServices<IHostedService>().OfType<DropSessions>().Single().StartAsync(default);
        var (first, second) = (await estate.RegisterAsync("dev-1"), await estate.RegisterAsync("dev-2"));
        await estate.CredentialAsync(first);
        var made = await estate.CredentialAsync(second);

        await MoveAsync(estate, estate.Admin, first, LifecycleState.Quarantined, "Odd readings");
        Assert.Equal("dev-1", await sessions.NextAsync());

        await estate.AskAsync<RevokeCertificate, Result<Done>>(estate.Admin, u => u.RunAsync(new(second, made.Certificate.Id, "Key was copied"), default));
        Assert.Equal("dev-2", await sessions.NextAsync());
    }

    [Fact]
    public async Task The_timeline_of_another_tenants_device_is_not_found()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");

        foreach (var stranger in new[] { estate.TheirAdmin, estate.MillManager })
        {
            var timeline = await estate.AskAsync<ListTimeline, Result<IReadOnlyList<TimelineEntry>>>(stranger, u => u.RunAsync(id, null, 50, default));
            Assert.Equal("provisioning.no-device", timeline.Problem?.Code);
        }
    }
}
