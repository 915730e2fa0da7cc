using IoTConsole.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace IoTConsole.Web.Data;

internal sealed class SqliteConsoleDb(DbContextOptions<SqliteConsoleDb> options, ConsoleDbParts parts) : ConsoleDb(options, parts);

internal sealed class PostgresConsoleDb(DbContextOptions<PostgresConsoleDb> options, ConsoleDbParts parts) : ConsoleDb(options, parts);

internal sealed class SqlServerConsoleDb(DbContextOptions<SqlServerConsoleDb> options, ConsoleDbParts parts) : ConsoleDb(options, parts);

/// <summary>Chooses the relational engine. One context type an engine, because each has its own set of migrations.</summary>
internal static class Engines
{
    public static IServiceCollection AddEngine(this IServiceCollection services, DatabaseEngine engine, string connection) => engine switch
    {
        DatabaseEngine.PostgreSql => services.AddEngine<PostgresConsoleDb>(o => o.UseNpgsql(connection)),
        DatabaseEngine.SqlServer => services.AddEngine<SqlServerConsoleDb>(o => o.UseSqlServer(connection)),
        _ => services.AddEngine<SqliteConsoleDb>(o => o.UseSqlite(connection)),
    };

    private static IServiceCollection AddEngine<T>(this IServiceCollection services, Action<DbContextOptionsBuilder> use)
        where T : ConsoleDb => services
        .AddDbContextFactory<T>(options =>
        {
            use(options);
            options.ReplaceService<IModelCacheKeyFactory, ModelKey>();

            // A cap on reading a whole table into memory is a guard, not a page; it needs no order.
            options.ConfigureWarnings(w => w.Ignore(CoreEventId.RowLimitingOperationWithoutOrderByWarning));
        })
        .AddSingleton<IDbContextFactory<ConsoleDb>, Opener<T>>();

    private sealed class Opener<T>(IDbContextFactory<T> inner) : IDbContextFactory<ConsoleDb>
        where T : ConsoleDb
    {
        public ConsoleDb CreateDbContext() => inner.CreateDbContext();

        public async Task<ConsoleDb> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
            await inner.CreateDbContextAsync(cancellationToken);
    }
}
