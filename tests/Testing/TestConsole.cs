using IoTConsole.Infrastructure;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Testing.Faults;
using IoTConsole.Web;
using IoTConsole.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace IoTConsole.Testing;

/// <summary>Every module as the host registers it, on a fresh real database and a clock that moves only when told.</summary>
public sealed class TestConsole : IAsyncDisposable
{
    private readonly string? _postgres;

    private TestConsole(ServiceProvider services, FakeTimeProvider clock, LeapingClock hands, string dataDirectory, string? postgres) =>
        (Services, Clock, Hands, DataDirectory, _postgres) = (services, clock, hands, dataDirectory, postgres);

    public ServiceProvider Services { get; }

    /// <summary>Time as it passes.</summary>
    public FakeTimeProvider Clock { get; }

    /// <summary>What the console sees of it; its hands can be moved.</summary>
    public LeapingClock Hands { get; }

    /// <summary>A fresh directory, removed with the console.</summary>
    public string DataDirectory { get; }

    /// <summary>The engines this run can reach: SQLite always, the servers when their connection strings are given.</summary>
    public static IEnumerable<string> Engines()
    {
        yield return nameof(DatabaseEngine.Sqlite);
        if (Environment.GetEnvironmentVariable("IOTCONSOLE_TEST_POSTGRES") is { Length: > 0 }) yield return nameof(DatabaseEngine.PostgreSql);
        if (Environment.GetEnvironmentVariable("IOTCONSOLE_TEST_SQLSERVER") is { Length: > 0 }) yield return nameof(DatabaseEngine.SqlServer);
    }

    /// <param name="engine">One of <see cref="Engines"/>.</param>
    /// <param name="settings">Configuration keys, as the host would read them.</param>
    /// <param name="more">Substitutes for what lies outside the process; never for our own code.</param>
    public static async Task<TestConsole> StartAsync(
        string engine = nameof(DatabaseEngine.Sqlite),
        IDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? more = null)
    {
        var directory = Directory.CreateTempSubdirectory("iotconsole-test-").FullName;
        var chosen = Enum.Parse<DatabaseEngine>(engine);
        var name = $"test_{Guid.CreateVersion7():N}";
        var connection = chosen switch
        {
            DatabaseEngine.PostgreSql => $"{Environment.GetEnvironmentVariable("IOTCONSOLE_TEST_POSTGRES")};Database={name};Pooling=false",
            DatabaseEngine.SqlServer => $"{Environment.GetEnvironmentVariable("IOTCONSOLE_TEST_SQLSERVER")};Database={name}",
            _ => $"Data Source={Path.Combine(directory, "console.db")};Pooling=False;Default Timeout=30",
        };
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["DataDirectory"] = directory })
            .AddInMemoryCollection(settings ?? new Dictionary<string, string?>())
            .Build();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging(l => l.SetMinimumLevel(LogLevel.Warning))
            .AddInfrastructure()
            .AddModules(configuration)
            .AddEngine(chosen, connection);
        var leaping = new LeapingClock(clock);
        services.AddSingleton<TimeProvider>(leaping);
        more?.Invoke(services);
        var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        await using (var db = await provider.GetRequiredService<IDbContextFactory<ConsoleDb>>().CreateDbContextAsync())
        {
            await db.Database.EnsureCreatedAsync();
        }

        return new TestConsole(provider, clock, leaping, directory, chosen == DatabaseEngine.Sqlite ? null : connection);
    }

    /// <summary>A scope in which this actor is calling; dispose it like a request.</summary>
    public AsyncServiceScope As(Actor actor)
    {
        var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Become(actor);
        return scope;
    }

    /// <summary>A person of the tenant with these grants (role and path; the path of the root for everything).</summary>
    public static Actor Person(Guid tenant, params (Role Role, string Path)[] grants) => new(
        ActorKind.Person, Guid.CreateVersion7(), "Test person", tenant,
        grants.Select(g => new HeldGrant(g.Role, Guid.Empty, g.Path)).ToList());

    /// <summary>Runs one use case as this actor.</summary>
    public async Task<T> AskAsync<TUseCase, T>(Actor actor, Func<TUseCase, Task<T>> ask)
        where TUseCase : notnull
    {
        await using var scope = As(actor);
        return await ask(scope.ServiceProvider.GetRequiredService<TUseCase>());
    }

    /// <summary>Reads the database as the system, past every filter of tenant and place.</summary>
    public async Task<T> LookAsync<T>(Func<ConsoleDb, Task<T>> look)
    {
        await using var scope = As(Actor.System());
        await using var db = await scope.ServiceProvider.GetRequiredService<ConsoleDbs>().OpenAsAsync(Actor.System(), CancellationToken.None);
        return await look(db);
    }

    /// <summary>Delivers waiting news as the host's background loop would, until none is left.</summary>
    public async Task DeliverNewsAsync()
    {
        var deliver = ActivatorUtilities.CreateInstance<DeliverNews>(Services);
        while (await deliver.DeliverOnceAsync(CancellationToken.None) > 0)
        {
            // Until the outbox is empty: news may cause news.
        }
    }

    public Task RunJobAsync(string name) => Services.GetRequiredService<RunJob>().RunAsync(name, CancellationToken.None);

    /// <summary>Starts the background work that modules registered (directories, store writers), in their order.</summary>
    public async Task StartHostedAsync()
    {
        foreach (var hosted in Services.GetServices<IHostedService>()) await hosted.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await using var db = await Services.GetRequiredService<IDbContextFactory<ConsoleDb>>().CreateDbContextAsync();
            await db.Database.EnsureDeletedAsync();
        }

        await Services.DisposeAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }
}
