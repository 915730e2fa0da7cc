using Bunit;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;

namespace IoTConsole.Infrastructure.Tests.Operation;

public class ClockWatchTests
{
    private static readonly Actor _operator = TestConsole.Person(Guid.CreateVersion7(), (Role.Administrator, "aaaa/"));

    [Fact]
    public async Task Time_that_passes_is_believed_and_a_leap_either_way_is_not_until_it_is_undone()
    {
        await using var console = await TestConsole.StartAsync();
        var watch = console.Services.GetRequiredService<ClockWatch>();
        Assert.False(watch.Look().IsWrong);
        console.Clock.Advance(TimeSpan.FromDays(400));
        Assert.False(watch.Look().IsWrong);

        foreach (var days in new[] { 365, -365 })
        {
            var right = console.Clock.GetUtcNow();
            console.Hands.Leap = TimeSpan.FromDays(days);
            console.Clock.Advance(TimeSpan.FromHours(1));
            var state = watch.Look();
            Assert.True(state.IsWrong);
            Assert.Equal(days > 0, state.IsAhead);
            Assert.Equal(right.AddHours(1), state.Expected);

            console.Hands.Leap = TimeSpan.Zero;
            Assert.False(watch.Look().IsWrong);
        }
    }

    [Fact]
    public async Task A_start_with_a_wrong_clock_is_known_by_the_time_that_was_kept_or_by_what_happened_here()
    {
        await using var console = await TestConsole.StartAsync();
        var kept = console.Services.GetRequiredService<ClockWatch>().Look().Now;
        console.Hands.Leap = TimeSpan.FromDays(365);

        Assert.True(Again(console).Look().IsAhead);
        Assert.True(Again(console).Look().IsAhead); // and having looked does not make it so

        File.Delete(Path.Combine(console.DataDirectory, "clock"));
        var fresh = Again(console);
        Assert.False(fresh.Look().IsWrong);
        fresh.Witness(kept);
        Assert.True(fresh.Look().IsAhead);
    }

    [Fact]
    public async Task A_job_that_removes_by_age_rests_until_whoever_runs_the_platform_confirms_the_clock()
    {
        await using var console = await TestConsole.StartAsync();
        console.Services.GetRequiredService<ClockWatch>().Look();
        console.Hands.Leap = TimeSpan.FromDays(365);

        await console.RunJobAsync("provisioning.prune-sightings");
        Assert.StartsWith("Nothing removed. The clock of this machine says 2027-", await NoteAsync(console), StringComparison.Ordinal);

        Assert.Equal("access.not-the-platform", (await console.AskAsync<ConfirmClock, Results.Result<Results.Done>>(_operator, u => Task.FromResult(u.Run()))).Problem!.Code);
        Assert.True((await console.AskAsync<ConfirmClock, Results.Result<Results.Done>>(_operator with { RunsThePlatform = true }, u => Task.FromResult(u.Run()))).Succeeded);

        await console.RunJobAsync("provisioning.prune-sightings");
        Assert.Null(await NoteAsync(console));
        Assert.False(Again(console).Look().IsWrong); // and a restart knows of it
    }

    [Fact]
    public async Task The_system_page_says_so_and_whoever_runs_the_platform_confirms_it_there()
    {
        await using var console = await TestConsole.StartAsync();
        var watch = console.Services.GetRequiredService<ClockWatch>();
        watch.Look();
        await using var scope = console.As(_operator with { RunsThePlatform = true });
        await using var browser = SystemPageTests.Browser(scope);
        Assert.DoesNotContain("clock", browser.Render<ClockPanel>().Markup, StringComparison.Ordinal);

        console.Hands.Leap = TimeSpan.FromDays(-365);
        var panel = browser.Render<ClockPanel>();

        Assert.Contains("365 days before", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Degraded, (await new RunClockWatch(watch, console.Hands).CheckHealthAsync(new HealthCheckContext())).Status);
        panel.Find("button").Click();
        panel.Find("dialog form").Submit();
        panel.WaitForAssertion(() => Assert.Empty(panel.FindAll("[role=alert]")));
        Assert.False(watch.Look().IsWrong);
    }

    private static ClockWatch Again(TestConsole console) =>
        new(console.Hands, console.Services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>(), NullLogger<ClockWatch>.Instance);

    private static async Task<string?> NoteAsync(TestConsole console) =>
        (await console.AskAsync<ListJobs, Results.Result<IReadOnlyList<ListJobs.Row>>>(_operator, u => u.RunAsync(CancellationToken.None)))
            .Value.Single(j => j.Name == "provisioning.prune-sightings").Note;
}
