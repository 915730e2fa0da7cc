using System.Reflection;
using System.Text.Json;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace IoTConsole.Infrastructure.Audit;

/// <summary>Turns what a context is about to save into audit rows.</summary>
internal static class AuditTrail
{
    // Identity's own bookkeeping that would repeat a password hash or drown the log.
    private static readonly HashSet<string> _secrets =
        ["PasswordHash", "SecurityStamp", "ConcurrencyStamp", "Value", "NormalizedEmail", "NormalizedUserName"];

    public static List<AuditRow> Of(ConsoleDb db, DateTimeOffset now)
    {
        db.ChangeTracker.DetectChanges();
        var entries = db.ChangeTracker.Entries().Where(IsAudited).ToList();
        if (db.AuditSummary is { } summary && entries.Count > 0)
            return [Summary(db, now, entries, summary)];
        return entries.Select(e => e.State switch
            {
                EntityState.Added => Row(db, now, e, "Added", null, Json(e, p => p.CurrentValue, all: true)),
                EntityState.Deleted => Row(db, now, e, "Removed", Json(e, p => p.OriginalValue, all: true), null),
                _ => Row(db, now, e, "Changed", Json(e, p => p.OriginalValue, all: false), Json(e, p => p.CurrentValue, all: false)),
            })
            .Where(r => r.Kind != "Changed" || r.After != "{}").ToList();
    }

    private static AuditRow Summary(ConsoleDb db, DateTimeOffset now, List<EntityEntry> entries, string summary)
    {
        var about = db.AuditAbout;
        var rows = about is null ? entries.Count : entries.Count(e => e.Metadata.ClrType.Name != about.Kind);
        var row = Row(db, now, entries[0], "Summary", null, JsonSerializer.Serialize(new { summary, rows }));
        if (about is not null) (row.Subject, row.SubjectId, row.SubjectName, row.SitePath) = (about.Kind, about.Id, about.Name, about.Path);
        return row;
    }

    private static bool IsAudited(EntityEntry entry) =>
        entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted
        && entry.Entity is not (AuditRow or OutboxRow or JobRun)
        && entry.Metadata.ClrType.GetCustomAttribute<NotAuditedAttribute>() is null;

    private static AuditRow Row(ConsoleDb db, DateTimeOffset now, EntityEntry entry, string kind, string? before, string? after) => new()
    {
        Id = Guid.CreateVersion7(now),
        TenantId = (entry.Entity as ITenantOwned)?.TenantId ?? db.Actor.TenantId ?? Guid.Empty,
        SitePath = (entry.Entity as IPlaced)?.SitePath ?? "",
        At = now,
        ActorKind = db.Actor.Kind,
        ActorId = db.Actor.Id,
        ActorName = db.Actor.Name,
        Operation = db.Operation,
        Kind = kind,
        Subject = entry.Metadata.ClrType.Name,
        SubjectId = string.Join('/', entry.Metadata.FindPrimaryKey()!.Properties.Select(p => entry.Property(p.Name).CurrentValue)),
        SubjectName = (entry.Entity as INamed)?.AuditName ?? "",
        Before = before,
        After = after,
    };

    private static string Json(EntityEntry entry, Func<PropertyEntry, object?> pick, bool all) => JsonSerializer.Serialize(
        entry.Properties
            .Where(p => !p.Metadata.IsPrimaryKey() && p.Metadata.Name != nameof(ITenantOwned.TenantId))
            .Where(p => all || (p.IsModified && !Equals(p.OriginalValue, p.CurrentValue)))
            .ToDictionary(p => p.Metadata.Name, p => IsSecret(p) ? "•••" : Plain(pick(p))));

    private static bool IsSecret(PropertyEntry property) =>
        _secrets.Contains(property.Metadata.Name) || property.Metadata.PropertyInfo?.GetCustomAttribute<SecretAttribute>() is not null;

    private static object? Plain(object? value) => value switch
    {
        byte[] bytes => $"{bytes.Length} bytes",
        Enum name => name.ToString(),
        _ => value,
    };
}
