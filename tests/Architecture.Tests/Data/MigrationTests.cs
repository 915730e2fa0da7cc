using IoTConsole.Infrastructure.Data;
using IoTConsole.Web;
using IoTConsole.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace IoTConsole.Architecture.Tests.Data;

public class MigrationTests
{
    public static TheoryData<string> Engines => new(Enum.GetNames<DatabaseEngine>());

    [Theory]
    [MemberData(nameof(Engines))]
    public void Migrations_match_the_model(string engine)
    {
        using var db = Open(engine);

        Assert.NotEmpty(db.Database.GetMigrations()); // not blind
        Assert.False(db.Database.HasPendingModelChanges(), $"The model of {engine} changed without a migration: run the script that CONTRIBUTING.md names.");
    }

    [Fact]
    public void Migrations_of_sql_server_parse_as_its_own_language()
    {
        using var db = Open(nameof(DatabaseEngine.SqlServer));
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        Assert.Contains("CREATE TABLE [core_audit]", script, StringComparison.Ordinal);
        Assert.Empty(FaultsIn(script));
        Assert.NotEmpty(FaultsIn(script.Replace("CREATE TABLE [core_audit]", "CREATE TABEL [core_audit]", StringComparison.Ordinal))); // not blind
    }

    private static List<string> FaultsIn(string script)
    {
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);
        return errors.Select(e => $"line {e.Line}: {e.Message}").ToList();
    }

    private static ConsoleDb Open(string engine) => Enum.Parse<DatabaseEngine>(engine) switch
    {
        DatabaseEngine.PostgreSql => new DesignPostgres().CreateDbContext([]),
        DatabaseEngine.SqlServer => new DesignSqlServer().CreateDbContext([]),
        _ => new DesignSqlite().CreateDbContext([]),
    };
}
