using System.Globalization;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Audit;

/// <summary>The audit rows a caller may read: at the places where their role includes it, and those of no place from the root.</summary>
internal sealed class AuditInSight(ConsoleDbs dbs, Caller caller, ISiteDirectory directory)
{
    /// <summary>
    /// Rows of people and of the organisation stand nowhere in the tree, so the scope predicate hides them from everyone. Who may
    /// read the audit of the whole portfolio reads it as the tenant.
    /// </summary>
    public Task<ConsoleDb> OpenAsync(CancellationToken ct) => ReadsEverything()
        ? dbs.OpenAsAsync(Actor.SystemFor(caller.Actor.TenantId!.Value), ct)
        : dbs.OpenAsync(ct);

    /// <summary>Null when the site asked for is not in the caller's scope.</summary>
    public IQueryable<AuditRow>? Of(ConsoleDb db, ListAudit.Input ask)
    {
        var places = caller.Actor.Grants.Where(g => TenantsPermissions.AuditView.IsHeldBy(g.Role)).Select(g => g.Path).Distinct().ToArray();
        var rows = db.Set<AuditRow>().AsNoTracking();
        if (!ReadsEverything()) rows = rows.Where(r => places.Any(p => r.SitePath.StartsWith(p)));
        if (ask.SiteId is { } id)
        {
            var site = directory.Find(caller.Actor.TenantId!.Value, id);
            if (site is null || !caller.Sees(site.TenantId, site.Path)) return null;
            rows = rows.Where(r => r.SitePath.StartsWith(site.Path));
        }

        var who = ask.Who?.Trim().ToUpperInvariant();
        if (!string.IsNullOrEmpty(who)) rows = rows.Where(r => r.ActorName.ToUpper().Contains(who));
        var operation = ask.Operation?.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (!string.IsNullOrEmpty(operation)) rows = rows.Where(r => r.Operation.ToUpper() == operation);
        if (!string.IsNullOrWhiteSpace(ask.Subject)) rows = rows.Where(r => r.Subject == ask.Subject.Trim() || r.SubjectId == ask.Subject.Trim());
        if (ask.From is { } from) rows = rows.Where(r => r.At >= from);
        if (ask.To is { } to) rows = rows.Where(r => r.At < to);
        if (Position(ask.After) is var (at, last)) rows = rows.Where(r => r.At < at || (r.At == at && r.Id < last));
        return rows.OrderByDescending(r => r.At).ThenByDescending(r => r.Id);
    }

    private bool ReadsEverything() =>
        caller.Narrowed is null && caller.Actor.Can(TenantsPermissions.AuditView, directory.Root(caller.Actor.TenantId!.Value).Path);

    private static (DateTimeOffset At, Guid Id)? Position(string? after)
    {
        var parts = after?.Split('|');
        return parts is [var ticks, var id] && long.TryParse(ticks, CultureInfo.InvariantCulture, out var at) && Guid.TryParse(id, out var last)
            ? (new DateTimeOffset(at, TimeSpan.Zero), last)
            : null;
    }
}
