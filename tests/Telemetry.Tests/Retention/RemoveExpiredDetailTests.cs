using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Retention;
using IoTConsole.Telemetry.Store;
using IoTConsole.Telemetry.Tests.Ingest;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.Retention;

public class RemoveExpiredDetailTests
{
    [Fact]
    public async Task Detail_past_its_retention_is_removed_once_and_the_latest_value_stays()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", """{"values":{"temperature":21.5}}""");
        var late = fleet.Devices.Add("s-2");
        fleet.Console.Clock.Advance(TimeSpan.FromDays(31));
        await ConsumePublishesTests.PublishAsync(fleet, late, "devices/s-2/telemetry", $$$"""{"ts":{{{fleet.Now - 3_000_000_000}}},"values":{"temperature":1}}""");
        await using var scope = fleet.Console.As(Actor.System());
        var job = scope.ServiceProvider.GetRequiredService<RemoveExpiredDetail>();

        Assert.Equal(1, (await job.RunAsync(CancellationToken.None)).Changed);
        Assert.Equal(0, (await job.RunAsync(CancellationToken.None)).Changed);

        var left = await fleet.Console.Services.GetRequiredService<ITelemetryStore>().ReadAsync([1, 2], 0, long.MaxValue, 10, CancellationToken.None);
        Assert.Equal(1, Assert.Single(left).Number);
        Assert.Equal(21.5, Assert.Single(fleet.Console.Services.GetRequiredService<ILatestValues>().For(device.Id)).Value.Number);
    }

    [Fact]
    public async Task An_organisation_and_a_metric_may_be_kept_longer_and_the_rule_that_says_most_wins()
    {
        await using var fleet = await Fleet.StartAsync();
        var (ours, theirs) = (fleet.Devices.Add("s-1"), fleet.Devices.Add("s-2", Fleet.Theirs));
        foreach (var device in new[] { ours, theirs })
            await ConsumePublishesTests.PublishAsync(fleet, device, $"devices/{device.DeviceId}/telemetry", """{"values":{"temperature":21.5,"humidity":40,"co2":500}}""");
        var settings = fleet.Console.Services.GetRequiredService<TelemetrySettings>();
        settings.Keep.Add(new KeepRule { Tenant = Fleet.Ours, Days = 90 });
        settings.Keep.Add(new KeepRule { Metric = "humidity", Days = 60 });
        settings.Keep.Add(new KeepRule { Metric = "humidity", Tenant = Fleet.Ours, Days = 40 });
        await using var scope = fleet.Console.As(Actor.System());
        var job = scope.ServiceProvider.GetRequiredService<RemoveExpiredDetail>();

        Assert.Equal(2, await RemovedAfterAsync(31)); // their temperature and carbon dioxide
        Assert.Equal(1, await RemovedAfterAsync(10)); // our humidity
        Assert.Equal(1, await RemovedAfterAsync(20)); // their humidity
        Assert.Equal(2, await RemovedAfterAsync(30)); // ours

        async Task<long> RemovedAfterAsync(int days)
        {
            fleet.Console.Clock.Advance(TimeSpan.FromDays(days));
            return (await job.RunAsync(CancellationToken.None)).Changed;
        }
    }

    [Fact]
    public async Task A_clock_a_year_ahead_removes_nothing_and_the_right_time_or_a_confirmation_does_again()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", """{"values":{"temperature":21.5}}""");
        var (store, watch) = (fleet.Console.Services.GetRequiredService<ITelemetryStore>(), fleet.Console.Services.GetRequiredService<ClockWatch>());

        fleet.Console.Hands.Leap = TimeSpan.FromDays(365);
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", """{"values":{"temperature":22}}"""); // arrives next year, and makes nothing plausible
        await fleet.Console.RunJobAsync("telemetry.settle");
        await fleet.Console.RunJobAsync("telemetry.remove-expired-detail");
        Assert.Equal(2, (await store.FiguresAsync(CancellationToken.None)).Rows);

        fleet.Console.Hands.Leap = TimeSpan.Zero;
        await fleet.Console.RunJobAsync("telemetry.remove-expired-detail");
        Assert.Equal(2, (await store.FiguresAsync(CancellationToken.None)).Rows);

        fleet.Console.Hands.Leap = TimeSpan.FromDays(365);
        watch.Look();
        watch.Confirm();
        await fleet.Console.RunJobAsync("telemetry.remove-expired-detail");
        Assert.Equal(1, (await store.FiguresAsync(CancellationToken.None)).Rows);
    }

    [Fact]
    public async Task A_small_journal_is_left_alone()
    {
        await using var fleet = await Fleet.StartAsync();
        await using var scope = fleet.Console.As(Actor.System());

        Assert.Equal(0, (await scope.ServiceProvider.GetRequiredService<CheckpointStore>().RunAsync(CancellationToken.None)).Changed);
    }
}
