using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Infrastructure.Tests.Jobs;

public class RunJobTests
{
    [Fact]
    public async Task A_run_leaves_its_figures_and_its_fault_for_the_System_page()
    {
        await using var console = await TestConsole.StartAsync(more: s => s.AddJob<CountSheep>("test.count-sheep", TimeSpan.FromMinutes(1)));

        await console.RunJobAsync("test.count-sheep");
        Assert.Equal((3L, 1L, (string?)null, 1L), await LastAsync(console));

        CountSheep.Fault = "the gate is open";
        await Assert.ThrowsAsync<InvalidOperationException>(() => console.RunJobAsync("test.count-sheep"));
        Assert.Equal((0L, 0L, "the gate is open", 2L), await LastAsync(console));
    }

    [Fact]
    public async Task An_unknown_job_is_a_bug_and_says_so()
    {
        await using var console = await TestConsole.StartAsync();

        var fault = await Assert.ThrowsAsync<ArgumentException>(() => console.RunJobAsync("test.nothing"));

        Assert.Contains("test.nothing", fault.Message, StringComparison.Ordinal);
    }

    private static Task<(long, long, string?, long)> LastAsync(TestConsole console) => console.LookAsync(async db =>
    {
        var run = await db.Set<JobRun>().SingleAsync(r => r.Name == "test.count-sheep");
        return (run.Examined, run.Changed, run.Error, run.Runs);
    });

    internal sealed class CountSheep : IRecurringJob
    {
        public static string? Fault { get; set; }

        public Task<JobReport> RunAsync(CancellationToken ct) =>
            Fault is { } fault ? throw new InvalidOperationException(fault) : Task.FromResult(new JobReport(3, 1));
    }
}
