using System.Text.Json;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Lists;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Telemetry.Exports;

/// <summary>Asks for a list as a file; it is written in the background, within the places that the caller sees now.</summary>
internal sealed class AskListExport(
    ConsoleDbs dbs, IEnumerable<IListSource> sources, LiveTopics live, ExportsSettings settings, Caller caller, TimeProvider clock) : IListExports
{
    // A list has no range; its progress is told in parts of this.
    private static readonly TimeSpan _scale = TimeSpan.FromHours(1);

    public async Task<Result<Guid>> RunAsync(ListAsk ask, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        if (sources.FirstOrDefault(s => s.List == ask.List) is not { } source || !Enum.TryParse<ExportFormat>(ask.Format, ignoreCase: true, out var format) || caller.Actor.TenantId is not { } tenant)
            return TelemetryProblems.NoSuchList;
        var sheet = source.Read(ask.Wish);
        if (!sheet.Succeeded) return sheet.Problem;
        await using var db = await dbs.OpenAsync(ct);
        if (await db.Set<Export>().CountAsync(e => e.State == ExportState.Waiting || e.State == ExportState.Running, ct) >= settings.WaitingPerTenant)
            return TelemetryProblems.ExportsWaiting(settings.WaitingPerTenant);
        var now = clock.GetUtcNow();
        var export = new Export
        {
            Id = Guid.CreateVersion7(now), TenantId = tenant, AskedById = caller.Actor.Id, AskedBy = caller.Actor.Name, Format = format, From = now, To = now + _scale, AskedAt = now,
            Words = ask.Words.Length <= 300 ? ask.Words : ask.Words[..299] + "…", Choice = JsonSerializer.Serialize(new ListChoice(ask.List, ask.Wish, [.. caller.Places])),
        };
        db.Add(export);
        await db.SaveChangesAsync(ct);
        live.Announce(AskExport.TopicOf(tenant));
        return export.Id;
    }
}
