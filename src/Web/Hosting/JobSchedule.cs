using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.Server;
using Hangfire.Storage;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Web.Hosting;

/// <summary>Hangfire as a clock: it calls <see cref="RunJob"/> by the job's name and remembers nothing that matters.</summary>
internal static class JobSchedule
{
    public static IServiceCollection AddJobSchedule(this IServiceCollection services, DatabaseSettings database)
    {
        services.AddHangfire(hangfire =>
        {
            hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
            switch (database.Engine)
            {
                case DatabaseEngine.PostgreSql:
                    hangfire.UsePostgreSqlStorage(o => o.UseNpgsqlConnection(database.ConnectionString), new PostgreSqlStorageOptions { QueuePollInterval = TimeSpan.FromSeconds(5) });
                    break;
                case DatabaseEngine.SqlServer:
                    hangfire.UseSqlServerStorage(database.ConnectionString);
                    break;
                default:
                    hangfire.UseInMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(1) });
                    break;
            }
        });
        services.AddHostedService<AfterLeaps>();
        return services.AddHangfireServer(o => (o.WorkerCount, o.SchedulePollingInterval, o.ShutdownTimeout) = (2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)));
    }

    public static void ScheduleJobs(this IServiceProvider services)
    {
        GlobalJobFilters.Filters.Add(new AutomaticRetryAttribute { Attempts = 0 });
        var clock = services.GetRequiredService<IRecurringJobManager>();
        foreach (var job in services.GetServices<JobDefinition>())
            clock.AddOrUpdate<OneAtATime>(job.Name, o => o.RunAsync(job.Name, CancellationToken.None), CronOf(job.Every));
    }

    /// <summary>
    /// A clock that was a year ahead leaves runs planned for next year. A job that ran in the future is run here, in its rhythm by the timer.
    /// </summary>
    internal sealed class AfterLeaps(RunJob run, IDbContextFactory<ConsoleDb> factory, IEnumerable<JobDefinition> jobs, TimeProvider clock, ILogger<AfterLeaps> log)
        : BackgroundService
    {
        private readonly Dictionary<string, long> _ran = [];

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var tick = new PeriodicTimer(TimeSpan.FromSeconds(5), clock);
            while (await tick.WaitForNextTickAsync(stoppingToken))
            {
                var future = await OfTheFutureAsync(stoppingToken);
                foreach (var job in jobs.Where(j => _ran.TryGetValue(j.Name, out var at) ? clock.GetElapsedTime(at) >= j.Every : future.Contains(j.Name)))
                    await RunAsync(job.Name, stoppingToken);
            }
        }

        private async Task<HashSet<string>> OfTheFutureAsync(CancellationToken ct)
        {
            try
            {
                await using var db = await new ConsoleDbs(factory, new Caller()).OpenAsAsync(Actor.System(), ct);
                var soon = clock.GetUtcNow().AddMinutes(1);
                return [.. await db.Set<JobRun>().Where(r => r.StartedAt > soon).Select(r => r.Name).Take(500).ToListAsync(ct)];
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogWarning(fault, "The last runs of jobs could not be read");
                return [];
            }
        }

        private async Task RunAsync(string name, CancellationToken ct)
        {
            _ran[name] = clock.GetTimestamp();
            try
            {
                await run.RunAsync(name, ct);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "The job {Name} failed", name);
            }
        }
    }

    internal static string CronOf(TimeSpan every) => every.TotalSeconds switch
    {
        < 60 => $"*/{Math.Max(1, (int)every.TotalSeconds)} * * * * *",
        < 3600 => $"*/{(int)every.TotalMinutes} * * * *",
        < 86400 => $"0 */{(int)every.TotalHours} * * *",
        _ => "30 2 * * *",
    };

    /// <summary>The next run is the retry, so a run that finds the last one still going gives way.</summary>
    internal sealed class OneAtATime(RunJob run)
    {
        [GivesWay]
        public Task RunAsync(string name, CancellationToken ct) => run.RunAsync(name, ct);
    }

    /// <summary>Hangfire's own filter calls it a failed job, every few seconds as long as a long one runs.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class GivesWayAttribute : JobFilterAttribute, IServerFilter
    {
        private const string Held = "held";

        public void OnPerforming(PerformingContext context)
        {
            try
            {
                context.Items[Held] = context.Connection.AcquireDistributedLock($"one-at-a-time:{context.BackgroundJob.Job.Args[0]}", TimeSpan.FromSeconds(1));
            }
            catch (DistributedLockTimeoutException)
            {
                context.Canceled = true;
            }
        }

        public void OnPerformed(PerformedContext context)
        {
            if (context.Items.Remove(Held, out var held)) ((IDisposable)held!).Dispose();
        }
    }
}
