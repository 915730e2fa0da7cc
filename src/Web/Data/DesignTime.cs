using IoTConsole.Infrastructure;
using IoTConsole.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace IoTConsole.Web.Data;

/// <summary>Lets the EF tool build each engine's model without starting the host; no server is contacted.</summary>
internal abstract class DesignTime<T>(DatabaseEngine engine, string connection) : IDesignTimeDbContextFactory<T>
    where T : ConsoleDb
{
    public T CreateDbContext(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("DataDirectory", Path.GetTempPath())]).Build();
        return new ServiceCollection().AddLogging().AddInfrastructure().AddModules(configuration).AddEngine(engine, connection)
            .BuildServiceProvider().GetRequiredService<IDbContextFactory<T>>().CreateDbContext();
    }
}

internal sealed class DesignSqlite() : DesignTime<SqliteConsoleDb>(DatabaseEngine.Sqlite, "Data Source=design.db");

internal sealed class DesignPostgres() : DesignTime<PostgresConsoleDb>(DatabaseEngine.PostgreSql, "Host=design");

internal sealed class DesignSqlServer() : DesignTime<SqlServerConsoleDb>(DatabaseEngine.SqlServer, "Server=design");
