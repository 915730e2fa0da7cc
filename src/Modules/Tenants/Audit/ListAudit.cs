using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Audit;

/// <summary>Who changed what, newest first.</summary>
internal sealed class ListAudit(AuditInSight sight, Caller caller, ISiteDirectory directory)
{
    /// <param name="Before">JSON object of the changed properties; null for an addition. Secrets are masked where they are written.</param>
    internal sealed record Row(
        Guid Id, DateTimeOffset At, ActorKind ActorKind, Guid ActorId, string ActorName, string Operation, string Kind, string Subject, string SubjectId,
        string SubjectName, string Where, string? Before, string? After);

    /// <param name="Who">Part of the acting person's name.</param>
    /// <param name="Subject">A kind of thing ("Site"), or the id of one.</param>
    /// <param name="After">Position of the last row of the page before, from <see cref="PositionOf"/>.</param>
    internal sealed record Input(
        string? Who = null, string? Operation = null, string? Subject = null, DateTimeOffset? From = null, DateTimeOffset? To = null, Guid? SiteId = null,
        string? After = null, int Take = 100);

    public static string PositionOf(Row row) => $"{row.At.UtcTicks}|{row.Id}";

    public async Task<Result<List<Row>>> RunAsync(Input ask, CancellationToken ct)
    {
        if (caller.Refuses(TenantsPermissions.AuditView) is { } refused) return refused;
        await using var db = await sight.OpenAsync(ct);
        var rows = sight.Of(db, ask);
        if (rows is null) return TenantsProblems.NoSite;
        return await rows.Take(Math.Clamp(ask.Take, 1, 501)).AsAsyncEnumerable().Select(Shown).ToListAsync(ct);
    }

    public Row Shown(AuditRow row) => new(
        row.Id, row.At, row.ActorKind, row.ActorId, row.ActorName, row.Operation, row.Kind, row.Subject, row.SubjectId, row.SubjectName,
        directory.NameOf(row.TenantId, row.SitePath), row.Before, row.After);
}
