using Hangfire;
using Hangfire.InMemory;
using Hangfire.States;
using IoTConsole.Web.Hosting;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Starting;

public class JobScheduleTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)] // not blind: nobody gives this server what the job needs, so a job that is begun fails
    public async Task A_run_that_finds_the_last_one_still_going_gives_way_and_is_no_failure(bool goesOn)
    {
        using var storage = new InMemoryStorage();
        using var connection = storage.GetConnection();
        using var last = goesOn ? connection.AcquireDistributedLock("one-at-a-time:telemetry.settle", TimeSpan.FromSeconds(5)) : null;
        GlobalJobFilters.Filters.Remove<AutomaticRetryAttribute>();
        new BackgroundJobClient(storage).Create<JobSchedule.OneAtATime>(o => o.RunAsync("telemetry.settle", CancellationToken.None), new EnqueuedState());

        using var server = new BackgroundJobServer(new() { WorkerCount = 1 }, storage);

        var seen = storage.GetMonitoringApi();
        await Until.TrueAsync(() => Task.FromResult(seen.SucceededListCount() + seen.FailedCount() + seen.DeletedListCount() == 1), "the job is done with");
        Assert.Equal(goesOn ? 0 : 1, seen.FailedCount());
    }
}
