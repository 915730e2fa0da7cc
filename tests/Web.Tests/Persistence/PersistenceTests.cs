using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Sites;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Web.Tests.Persistence;

/// <summary>What every engine must do alike. The subclasses name the engine; a server that this run was not given is skipped.</summary>
public abstract class PersistenceTests(string engine)
{
    [Fact]
    public async Task An_instant_keeps_its_order_and_its_microseconds_whatever_its_offset()
    {
        await using var console = await StartAsync();
        var noon = new DateTimeOffset(2026, 3, 29, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456);
        DateTimeOffset[] instants = [noon.ToOffset(TimeSpan.FromHours(9)), noon.AddMicroseconds(1).ToOffset(TimeSpan.FromHours(-7)), noon.AddMicroseconds(-1)];

        await PlantAsync(console, instants.Select(i => Row("aaaa/", at: i)).ToArray());

        var read = await console.LookAsync(db => db.Set<AuditRow>().OrderBy(a => a.At).Select(a => a.At).ToListAsync());
        Assert.Equal(instants.OrderBy(i => i.UtcTicks).Select(i => i.ToUniversalTime()), read);
        Assert.Equal(1, await console.LookAsync(db => db.Set<AuditRow>().CountAsync(a => a.At > noon)));
    }

    [Fact]
    public async Task A_path_is_compared_by_its_bytes_and_knows_no_wildcards()
    {
        await using var console = await StartAsync();
        var tenant = Guid.CreateVersion7();
        await PlantAsync(console, Row("ab_c/dddd/", tenant), Row("abxc/dddd/", tenant), Row("AB_C/dddd/", tenant), Row("ab%c/dddd/", tenant), Row("ab_c/", tenant));

        Assert.Equal(["ab_c/", "ab_c/dddd/"], await PathsSeenAsync(console, TestConsole.Person(tenant, (Role.Analyst, "ab_c/"))));
        Assert.Equal(["ab%c/dddd/"], await PathsSeenAsync(console, TestConsole.Person(tenant, (Role.Analyst, "ab%c/"))));
    }

    [Fact]
    public async Task Many_grants_are_one_question()
    {
        await using var console = await StartAsync();
        var tenant = Guid.CreateVersion7();
        var paths = Enumerable.Range(0, 300).Select(i => $"root/b{i:000}/").ToArray();
        await PlantAsync(console, paths.Select(p => Row(p, tenant)).ToArray());

        var seen = await PathsSeenAsync(console, TestConsole.Person(tenant, paths.Where((_, i) => i % 2 == 0).Select(p => (Role.BuildingManager, p)).ToArray()));

        Assert.Equal(150, seen.Count);
    }

    [Fact]
    public async Task Change_audit_and_news_are_one_transaction()
    {
        await using var console = await StartAsync();
        var created = await FoundAsync(console, "one");
        var audits = await console.LookAsync(db => db.Set<AuditRow>().CountAsync());
        var news = await console.LookAsync(db => db.Set<OutboxRow>().CountAsync());

        await Assert.ThrowsAnyAsync<DbUpdateException>(() => console.LookAsync(async db =>
        {
            var site = await db.Set<Site>().FirstAsync(s => s.Id == created.Root.Id);
            site.Name = "Renamed";
            db.Announce(new SiteChanged(created.TenantId, site.Id));
            db.Add(new Site { Id = Guid.CreateVersion7(), TenantId = created.TenantId, SitePath = site.SitePath, Name = "Same path", Code = "xxxx" });
            return await db.SaveChangesAsync();
        }));

        Assert.Equal(audits, await console.LookAsync(db => db.Set<AuditRow>().CountAsync()));
        Assert.Equal(news, await console.LookAsync(db => db.Set<OutboxRow>().CountAsync()));
        Assert.Equal("Meridian", await console.LookAsync(db => db.Set<Site>().Where(s => s.Id == created.Root.Id).Select(s => s.Name).SingleAsync()));
    }

    [Fact]
    public async Task Two_people_who_edit_the_same_version_are_told()
    {
        await using var console = await StartAsync();
        var created = await FoundAsync(console, "two");
        await using var scope = console.As(Actor.System());
        var dbs = scope.ServiceProvider.GetRequiredService<ConsoleDbs>();
        await using var first = await dbs.OpenAsAsync(Actor.System(), CancellationToken.None);
        await using var second = await dbs.OpenAsAsync(Actor.System(), CancellationToken.None);
        var (mine, yours) = (await first.Set<Site>().SingleAsync(s => s.Id == created.Root.Id), await second.Set<Site>().SingleAsync(s => s.Id == created.Root.Id));
        (mine.Name, mine.Version) = ("Mine", mine.Version + 1);
        (yours.Name, yours.Version) = ("Yours", yours.Version + 1);

        await first.SaveChangesAsync();

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync());
    }

    [Fact]
    public async Task Names_in_every_script_come_back_as_they_went()
    {
        await using var console = await StartAsync();
        const string Name = "Ōsaka 駅 · Łódź · Αθήνα · 🏢 O'Hara % _ \\";

        await PlantAsync(console, Row("aaaa/", name: Name));

        Assert.Equal(Name, await console.LookAsync(db => db.Set<AuditRow>().Where(a => a.SubjectName == Name).Select(a => a.SubjectName).SingleAsync()));
    }

    [Fact]
    public async Task An_empty_database_is_migrated_to_the_model_and_a_second_time_to_nothing()
    {
        await using var console = await StartAsync(migrate: true);
        await Web.Hosting.Preparation.MigrateAsync(console.Services, CancellationToken.None);

        var created = await FoundAsync(console, "three");

        Assert.Equal(created.Root.Path, await console.LookAsync(db => db.Set<Site>().Where(s => s.Id == created.Root.Id).Select(s => s.SitePath).SingleAsync()));
    }

    private async Task<TestConsole> StartAsync(bool migrate = false)
    {
        Assert.SkipUnless(TestConsole.Engines().Contains(engine), $"This run was given no {engine}; see docs/how-to/run-on-a-server-database.md.");
        var console = await TestConsole.StartAsync(engine);
        if (!migrate) return console;
        await console.LookAsync(async db => await db.Database.EnsureDeletedAsync());
        await Web.Hosting.Preparation.MigrateAsync(console.Services, CancellationToken.None);
        return console;
    }

    private static async Task<CreatedOrganisation> FoundAsync(TestConsole console, string domain)
    {
        var zone = new SitePlan(SiteKind.Building, "Harbour House", "Europe/London", 51.5, -0.1, []);
        await using var scope = console.As(Actor.System());
        var created = await scope.ServiceProvider.GetRequiredService<IOrganisations>().CreateAsync(
            new("Meridian", new(SiteKind.Portfolio, "Meridian", null, null, null, [zone]),
                [new($"ada@{domain}.example", "Ada", Role.Administrator, null, "a long enough one", false)]),
            CancellationToken.None);
        Assert.True(created.Succeeded, created.Problem?.Message);
        return created.Value;
    }

    private static AuditRow Row(string path, Guid? tenant = null, DateTimeOffset? at = null, string name = "") => new()
    {
        Id = Guid.CreateVersion7(), TenantId = tenant ?? Guid.CreateVersion7(), SitePath = path, SubjectName = name,
        At = at ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private static Task<int> PlantAsync(TestConsole console, params AuditRow[] rows) => console.LookAsync(async db =>
    {
        db.AddRange(rows.Cast<object>());
        return await db.SaveChangesAsync();
    });

    private static async Task<List<string>> PathsSeenAsync(TestConsole console, Actor actor)
    {
        await using var scope = console.As(actor);
        await using var db = await scope.ServiceProvider.GetRequiredService<ConsoleDbs>().OpenAsync(CancellationToken.None);
        return (await db.Set<AuditRow>().Select(a => a.SitePath).ToListAsync()).Order(StringComparer.Ordinal).ToList();
    }
}

public sealed class SqlitePersistenceTests() : PersistenceTests("Sqlite");

public sealed class PostgresPersistenceTests() : PersistenceTests("PostgreSql");

public sealed class SqlServerPersistenceTests() : PersistenceTests("SqlServer");
