using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using IoTConsole.Infrastructure.Jobs;

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
        return services.AddHangfireServer(o => (o.WorkerCount, o.SchedulePollingInterval, o.ShutdownTimeout) = (2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)));
    }

    public static void ScheduleJobs(this IServiceProvider services)
    {
        GlobalJobFilters.Filters.Add(new AutomaticRetryAttribute { Attempts = 0 });
        var clock = services.GetRequiredService<IRecurringJobManager>();
        foreach (var job in services.GetServices<JobDefinition>())
            clock.AddOrUpdate<OneAtATime>(job.Name, o => o.RunAsync(job.Name, CancellationToken.None), CronOf(job.Every));
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
        [DisableConcurrentExecution("{0}", 1)]
        public Task RunAsync(string name, CancellationToken ct) => run.RunAsync(name, ct);
    }
}
