using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Operation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Infrastructure.Jobs;

/// <summary>A job and its rhythm, as registered by a module.</summary>
/// <param name="RemovesByAge">It removes what is past its time, so it rests while the clock cannot be believed.</param>
public sealed record JobDefinition(string Name, Type Type, TimeSpan Every, bool RemovesByAge = false);

/// <summary>The one runner: Hangfire calls it by name, it runs the job as the system and writes down what happened.</summary>
public sealed class RunJob(IServiceScopeFactory scopes, IEnumerable<JobDefinition> jobs, ClockWatch watch, TimeProvider clock)
{
    /// <exception cref="ArgumentException">No job of this name is registered.</exception>
    public async Task RunAsync(string name, CancellationToken ct)
    {
        var job = jobs.SingleOrDefault(j => j.Name == name) ?? throw new ArgumentException($"No job is called {name}.");
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Become(Actor.System());
        var started = clock.GetUtcNow();
        try
        {
            var report = job.RemovesByAge && watch.Look() is { IsAhead: true } wrong
                ? new JobReport(0, 0, $"Nothing removed. {wrong.Fault}")
                : await ((IRecurringJob)scope.ServiceProvider.GetRequiredService(job.Type)).RunAsync(ct);
            await WriteAsync(scope.ServiceProvider, name, started, report, null, ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await WriteAsync(scope.ServiceProvider, name, started, new JobReport(0, 0), fault.Message, ct);
            throw;
        }
    }

    private async Task WriteAsync(
        IServiceProvider services, string name, DateTimeOffset started, JobReport report, string? error, CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<ConsoleDbs>().OpenAsAsync(Actor.System(), ct);
        var run = await db.Set<JobRun>().SingleOrDefaultAsync(r => r.Name == name, ct);
        if (run is null) db.Add(run = new JobRun { Name = name });
        (run.StartedAt, run.Milliseconds) = (started, (clock.GetUtcNow() - started).TotalMilliseconds);
        (run.Examined, run.Changed, run.Note, run.Error) = (report.Examined, report.Changed, report.Note, error);
        run.Runs++;
        await db.SaveChangesAsync(ct);
    }
}
