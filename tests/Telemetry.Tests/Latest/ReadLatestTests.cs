using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Store;
using IoTConsole.Telemetry.Tests.Ingest;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.Latest;

public class ReadLatestTests
{
    [Fact]
    public async Task Latest_values_are_read_from_any_scope_of_the_grants_and_by_no_other_tenant()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1", path: "root/aaaa/");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", """{"values":{"temperature":21.5}}""");

        var row = (await AskAsync(fleet, Fleet.Us(), "s-1")).Value;

        Assert.Equal((TimeSpan.FromMinutes(3), "°C", 21.5), (row.StaleAfter, row.Values.Single().Unit, row.Values.Single().Value.Number));
        Assert.Equal(ProblemKind.NotFound, (await AskAsync(fleet, Fleet.Them(), "s-1")).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await AskAsync(fleet, Fleet.Us(path: "root/bbbb/"), device.Id.ToString())).Problem?.Kind);
    }

    [Fact]
    public async Task Latest_values_are_written_down_by_the_job_and_a_second_run_has_nothing_to_do()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", """{"values":{"temperature":21.5}}""");
        await using var scope = fleet.Console.As(Actor.System());
        var job = scope.ServiceProvider.GetRequiredService<FlushLatest>();

        Assert.Equal(1, (await job.RunAsync(CancellationToken.None)).Changed);
        Assert.Equal(0, (await job.RunAsync(CancellationToken.None)).Changed);
        Assert.Equal(21.5, (await fleet.Console.Services.GetRequiredService<ITelemetryStore>().LoadLatestAsync(CancellationToken.None)).Single().Reading.Number);
    }

    private static Task<Result<ReadLatest.Row>> AskAsync(Fleet fleet, Actor actor, string device) =>
        fleet.Console.AskAsync<ReadLatest, Result<ReadLatest.Row>>(actor, u => u.RunAsync(device, CancellationToken.None));
}
