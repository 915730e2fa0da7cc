using System.Globalization;
using System.Text;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Audit;

/// <summary>The same rows as CSV (RFC 4180, UTF-8, times in UTC), written as they are read: never the whole log in memory.</summary>
internal sealed class ExportAudit(AuditInSight sight, ListAudit list, Caller caller)
{
    /// <param name="to">Written only when the export is not refused.</param>
    public async Task<Problem?> RunAsync(ListAudit.Input ask, Stream to, CancellationToken ct)
    {
        if (caller.Refuses(TenantsPermissions.AuditView) is { } refused) return refused;
        await using var db = await sight.OpenAsync(ct);
        if (sight.Of(db, ask) is not { } rows) return TenantsProblems.NoSite;
        await using var writer = new StreamWriter(to, new UTF8Encoding(false), 16 * 1024, leaveOpen: true);
        await writer.WriteAsync("at,actor_kind,actor,operation,kind,subject,subject_id,subject_name,site,before,after\r\n");
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            var shown = list.Shown(row);
            string?[] cells =
            [
                shown.At.ToString("O", CultureInfo.InvariantCulture), shown.ActorKind.ToString(), shown.ActorName, shown.Operation, shown.Kind,
                shown.Subject, shown.SubjectId, shown.SubjectName, shown.Where, shown.Before, shown.After,
            ];
            await writer.WriteAsync(string.Join(',', cells.Select(Cell)) + "\r\n");
        }

        await writer.FlushAsync(ct);
        return null;
    }

    // A name that begins like a formula would be run by a spreadsheet; the apostrophe makes it text.
    private static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        var safe = "=+-@\t\r".Contains(value[0]) ? "'" + value : value;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
