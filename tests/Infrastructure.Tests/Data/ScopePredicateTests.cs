using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Infrastructure.Tests.Data;

public class ScopePredicateTests
{
    public static TheoryData<string> Engines => new(TestConsole.Engines());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_caller_sees_own_tenant_below_own_grants_and_nothing_else(string engine)
    {
        await using var console = await TestConsole.StartAsync(engine);
        var (ours, theirs) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await PlantAsync(console, (ours, "aaaa/"), (ours, "aaaa/bbbb/"), (ours, "aaaa/cccc/"), (ours, "aaaa/bbbb/dddd/"), (theirs, "aaaa/bbbb/"));

        Assert.Equal(["aaaa/bbbb/", "aaaa/bbbb/dddd/"], await SeenAsync(console, TestConsole.Person(ours, (Role.Operator, "aaaa/bbbb/")), null));
        Assert.Equal(4, (await SeenAsync(console, TestConsole.Person(ours, (Role.Operator, "aaaa/")), null)).Count);
        Assert.Equal(["aaaa/cccc/"], await SeenAsync(console, TestConsole.Person(ours, (Role.Operator, "aaaa/")), "aaaa/cccc/"));
        Assert.Equal(
            ["aaaa/bbbb/dddd/", "aaaa/cccc/"],
            await SeenAsync(console, TestConsole.Person(ours, (Role.Operator, "aaaa/bbbb/dddd/"), (Role.Analyst, "aaaa/cccc/")), null));
        Assert.Empty(await SeenAsync(console, TestConsole.Person(ours), null));
        Assert.Equal(["aaaa/bbbb/"], await SeenAsync(console, TestConsole.Person(theirs, (Role.Administrator, "aaaa/")), null));
    }

    [Fact]
    public async Task Narrowing_outside_the_grants_shows_nothing()
    {
        await using var console = await TestConsole.StartAsync();
        var ours = Guid.CreateVersion7();
        await PlantAsync(console, (ours, "aaaa/"), (ours, "aaaa/bbbb/"), (ours, "aaaa/cccc/"));

        Assert.Empty(await SeenAsync(console, TestConsole.Person(ours, (Role.Operator, "aaaa/bbbb/")), "aaaa/cccc/"));
        Assert.Equal(["aaaa/bbbb/"], await SeenAsync(console, TestConsole.Person(ours, (Role.Operator, "aaaa/bbbb/")), "aaaa/"));
    }

    private static async Task PlantAsync(TestConsole console, params (Guid Tenant, string Path)[] rows)
    {
        await console.LookAsync(async db =>
        {
            foreach (var (tenant, path) in rows)
                db.Add(new AuditRow { Id = Guid.CreateVersion7(), TenantId = tenant, SitePath = path, At = console.Clock.GetUtcNow() });
            return await db.SaveChangesAsync();
        });
    }

    private static async Task<List<string>> SeenAsync(TestConsole console, Actor actor, string? narrowed)
    {
        await using var scope = console.As(actor);
        scope.ServiceProvider.GetRequiredService<Caller>().Narrow(null, narrowed);
        await using var db = await scope.ServiceProvider.GetRequiredService<ConsoleDbs>().OpenAsync(CancellationToken.None);
        return await db.Set<AuditRow>().Select(a => a.SitePath).OrderBy(p => p).ToListAsync();
    }
}
