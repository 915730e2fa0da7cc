using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Funnel;
using IoTConsole.Provisioning.Lifecycle;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Funnel;

public class FunnelTests
{
    [Fact]
    public async Task The_funnel_counts_each_step_its_times_and_where_devices_stay()
    {
        await using var estate = await Estate.StartAsync();
        var clock = estate.Console.Clock;
        await estate.RegisterAsync("ancient");
        clock.Advance(TimeSpan.FromDays(10));
        foreach (var name in new[] { "never-1", "never-2" }) await estate.RegisterAsync(name);
        var ids = new List<Guid>();
        foreach (var name in new[] { "a-1", "a-2", "a-3" }) ids.Add(await estate.RegisterAsync(name));
        ids.Add(await estate.RegisterAsync("top-1", estate.Ours.Root));
        ids.Add(await estate.RegisterAsync("mill-1", estate.Site("Mill")));
        var gone = await estate.RegisterAsync("gone-1");
        await estate.AskAsync<ChangeDeviceState, Result<LifecycleState>>(estate.Admin, u => u.RunAsync(new(gone, LifecycleState.Decommissioned, "Broken"), default));
        foreach (var id in ids)
        {
            clock.Advance(TimeSpan.FromMinutes(10));
            await estate.CredentialAsync(id);
        }

        clock.Advance(TimeSpan.FromMinutes(5));
        var sightings = estate.Console.Services.GetRequiredService<DeviceSightings>();
        sightings.FirstReading(ids[0]);
        sightings.FirstReading(ids[1]);
        await sightings.WriteAsync(default);
        estate.Console.Services.GetRequiredService<Refusals>().Count("connect", "certificate-expired", estate.Tenant, times: 3);
        estate.Console.Services.GetRequiredService<Refusals>().Count("connect", "certificate-expired", estate.Theirs.TenantId, times: 9);

        var row = await LookAsync(estate, estate.Admin);

        Assert.Equal((7, 5, 4, 2), (row.Known, row.Attested, row.Placed, row.Reported));
        Assert.Equal(new LookAtFunnel.Pace(5, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(50)), row.ToAttested);
        Assert.Equal(new LookAtFunnel.Pace(2, TimeSpan.FromMinutes(35), TimeSpan.FromMinutes(45)), row.ToReported);
        Assert.Equal(new LookAtFunnel.Stuck("T100", 2), row.NeverCame.Single());
        Assert.Equal(new LookAtFunnel.Stuck("T100", 3), row.Silent.Single());
        Assert.Equal(new LookAtFunnel.Stuck("certificate-expired", 3), row.TurnedAway.Single());
        Assert.Equal(8, (await LookAsync(estate, estate.Admin, 30)).Known);

        // Only one's own part of the portfolio, and no other organisation.
        var mill = await LookAsync(estate, estate.As(Role.RegionalManager, "Mill"));
        Assert.Equal((1, 1, 0), (mill.Known, mill.Attested, mill.TurnedAway.Count));
        var theirs = await LookAsync(estate, estate.TheirAdmin);
        Assert.Equal((0, "certificate-expired"), (theirs.Known, theirs.TurnedAway.Single().What));
        Assert.Equal("provisioning.funnel-days", (await estate.AskAsync<LookAtFunnel, Result<LookAtFunnel.Row>>(estate.Admin, u => u.RunAsync(0, default))).Problem?.Code);
        Assert.NotNull(await estate.Console.LookAsync(db => db.Set<Device>().Where(d => d.Id == ids[0]).Select(d => d.ReportedAt).SingleAsync()));
    }

    private static async Task<LookAtFunnel.Row> LookAsync(Estate estate, Actor who, int days = 7) => (await estate.AskAsync<LookAtFunnel, Result<LookAtFunnel.Row>>(who, u => u.RunAsync(days, default))).Value;
}
