using System.Linq.Expressions;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Data;

/// <summary>
/// The one relational database. Each module contributes its own tables; reads are filtered to the caller's tenant and
/// scope, writes are stamped, audited and carry their news, all in one transaction.
/// </summary>
public abstract class ConsoleDb(DbContextOptions options, ConsoleDbParts parts) : DbContext(options)
{
    private Actor? _actor;
    private string? _narrowed;
    private readonly List<IEvent> _news = [];

    /// <summary>The use case that opened this context; names its audit rows.</summary>
    internal string Operation { get; private set; } = "";

    /// <summary>Names the modules that this context's model is made of.</summary>
    internal string TableSet => parts.TableSet;

    internal string? AuditSummary { get; private set; }

    internal AuditSubject? AuditAbout { get; private set; }

    /// <exception cref="InvalidOperationException">The context was not opened through <see cref="ConsoleDbs"/>.</exception>
    public Actor Actor => _actor ?? throw new InvalidOperationException("Open the database through ConsoleDbs, which says who is asking.");

    // Read by the query filters below; EF turns each into a parameter of the statement.
    private Guid CurrentTenant => Actor.TenantId ?? Guid.Empty;

    private bool EveryTenant => Actor is { IsSystem: true, TenantId: null };

    private bool EveryPlace => Actor.IsSystem && _narrowed is null;

    private string[] Places => PlacesOf(Actor, _narrowed);

    internal void Serve(Actor actor, string? narrowed, string operation) =>
        (_actor, _narrowed, Operation) = (actor, narrowed, operation);

    /// <summary>News for other modules, committed with the change and delivered at least once.</summary>
    public void Announce(IEvent news) => _news.Add(news);

    /// <summary>One audit row for the whole save instead of one a thing: for imports of thousands.</summary>
    /// <param name="about">What the row is about; the first thing that is saved when it is not said.</param>
    public void AuditAsOne(string summary, AuditSubject? about = null) => (AuditSummary, AuditAbout) = (summary, about);

    /// <summary>The paths a caller sees: the grants, or the part of them that the scope bar left.</summary>
    public static string[] PlacesOf(Actor actor, string? narrowed)
    {
        if (actor.IsSystem) return [narrowed ?? ""];
        if (narrowed is null) return actor.Grants.Select(g => g.Path).Distinct().ToArray();
        return actor.Grants
            .Where(g => narrowed.StartsWith(g.Path, StringComparison.Ordinal) || g.Path.StartsWith(narrowed, StringComparison.Ordinal))
            .Select(g => narrowed.Length > g.Path.Length ? narrowed : g.Path)
            .Distinct().ToArray();
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        Stamp();
        var audits = AuditTrail.Of(this, parts.Clock.GetUtcNow());
        Set<AuditRow>().AddRange(audits);
        foreach (var news in _news) Set<OutboxRow>().Add(OutboxRow.For(news, parts.Clock.GetUtcNow()));
        var announced = _news.Count > 0;
        _news.Clear();
        (AuditSummary, AuditAbout) = (null, null);
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (announced) parts.OutboxNudge.Ring();
        return saved;
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Saving blocks a thread here; use SaveChangesAsync.");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        new PlumbingTables().Configure(modelBuilder);
        foreach (var tables in parts.Tables) tables.Configure(modelBuilder);
        EngineDifferences.Smooth(modelBuilder, Database);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(e => typeof(ITenantOwned).IsAssignableFrom(e.ClrType)).ToList())
        {
            modelBuilder.Entity(entity.ClrType).HasIndex(nameof(ITenantOwned.TenantId));
            modelBuilder.Entity(entity.ClrType).HasQueryFilter(ScopeOf(entity.ClrType));
            if (typeof(IPlaced).IsAssignableFrom(entity.ClrType))
                modelBuilder.Entity(entity.ClrType).Property(nameof(IPlaced.SitePath)).HasMaxLength(100).IsUnicode(false);
        }
    }

    /// <summary>The one scope predicate: every list, count, chart and API answer passes it.</summary>
    private LambdaExpression ScopeOf(Type entity)
    {
        var method = typeof(IPlaced).IsAssignableFrom(entity) ? nameof(Placed) : nameof(Owned);
        return (LambdaExpression)typeof(ConsoleDb)
            .GetMethod(method, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!
            .MakeGenericMethod(entity).Invoke(this, null)!;
    }

    private Expression<Func<T, bool>> Owned<T>()
        where T : ITenantOwned => row => EveryTenant || row.TenantId == CurrentTenant;

    private Expression<Func<T, bool>> Placed<T>()
        where T : IPlaced => row =>
            (EveryTenant || row.TenantId == CurrentTenant) && (EveryPlace || Places.Any(p => row.SitePath.StartsWith(p)));

    private void Stamp()
    {
        foreach (var entry in ChangeTracker.Entries<ITenantOwned>())
        {
            if (entry.State == EntityState.Added && entry.Entity.TenantId == Guid.Empty)
                entry.Entity.TenantId = Actor.TenantId ?? throw new InvalidOperationException($"{entry.Metadata.ClrType.Name} was added without a tenant.");
            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
                && Actor.TenantId is { } own && entry.Entity.TenantId != own)
                throw new InvalidOperationException($"{entry.Metadata.ClrType.Name} of another tenant was about to be written.");
        }
    }
}
