using IoTConsole.Infrastructure;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Testing;
using IoTConsole.Web;
using IoTConsole.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Architecture.Tests.Data;

public class ModelKeyTests
{
    [Fact]
    public async Task A_context_with_fewer_modules_leaves_the_whole_one_its_model()
    {
        await using var few = new ServiceCollection().AddLogging().AddInfrastructure()
            .AddEngine(DatabaseEngine.Sqlite, "Data Source=:memory:").BuildServiceProvider();
        var fewTables = TablesOf(few);
        await using var console = await TestConsole.StartAsync();

        Assert.True(TablesOf(console.Services) > fewTables);
        Assert.Equal(fewTables, TablesOf(few));
    }

    private static int TablesOf(IServiceProvider services)
    {
        using var db = services.GetRequiredService<IDbContextFactory<ConsoleDb>>().CreateDbContext();
        return db.Model.GetEntityTypes().Count();
    }
}
