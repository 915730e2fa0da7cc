using System.Runtime.CompilerServices;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Infrastructure.Lists;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Telemetry.Exports;

/// <summary>
/// Writes the exports that wait, the oldest first. One that a restart interrupted begins again; one that is written twice has the
/// same file. A person who cancels is noticed at the next mark of progress.
/// </summary>
internal sealed class WriteExports(
    ConsoleDbs dbs, ITelemetryStore store, SeriesHistory history, ISiteDirectory sites, ExportFiles files, ExportsSettings settings, LiveTopics live, IServiceScopeFactory scopes, TimeProvider clock,
    ILogger<WriteExports> log) : IRecurringJob
{
    private const int MostARun = 5;
    private const int RowsAMark = 20_000;

    private sealed class Stopped(string? why) : Exception(why ?? "It was cancelled.")
    {
        public string? Why => why;
    }

    public async Task<JobReport> RunAsync(CancellationToken ct)
    {
        var (examined, written) = (0, 0);
        for (; examined < MostARun; examined++)
        {
            await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
            var export = await db.Set<Export>().Where(e => e.State == ExportState.Waiting || e.State == ExportState.Running).OrderBy(e => e.AskedAt).FirstOrDefaultAsync(ct);
            if (export is null) break;
            if (await WriteAsync(db, export, ct)) written++;
            live.Announce(AskExport.TopicOf(export.TenantId));
        }

        return new JobReport(examined, written);
    }

    private async Task<bool> WriteAsync(ConsoleDb db, Export export, CancellationToken ct)
    {
        export.Begin();
        if (!await KeepAsync(db, ct)) return false;
        live.Announce(AskExport.TopicOf(export.TenantId));
        var (part, done) = (files.PartOf(export), new Progress());
        try
        {
            files.MakeRoom();
            if (export.ToList() is { } list) await WriteListAsync(db, export, list, done, part, ct);
            else await ExportWriting.WriteAsync(export.Format, LinesAsync(db, export, done, ct), part, ct);
            await MarkAsync(db, export, done.Rows, export.To, ct);
            File.Move(part, files.PathOf(export), overwrite: true);
            export.Finish(done.Rows, new FileInfo(files.PathOf(export)).Length, clock.GetUtcNow());
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            File.Delete(part);
            if (fault is Stopped { Why: null }) return false;
            if (fault is not Stopped) log.LogError(fault, "An export could not be written");
            export.End(ExportState.Failed, (fault as Stopped)?.Why ?? "It could not be written; the log says why. Ask for it again.", clock.GetUtcNow());
        }

        if (await KeepAsync(db, ct)) return export.State == ExportState.Finished;
        files.Remove(export);
        return false;
    }

    // As the one who asked, within the places seen at that time: the list's own rules decide what is in it.
    private async Task WriteListAsync(ConsoleDb db, Export export, ListChoice list, Progress done, string part, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Become(list.Reader(export));
        var sheet = scope.ServiceProvider.GetServices<IListSource>().First(s => s.List == list.List).Read(list.Wish);
        if (!sheet.Succeeded) throw new Stopped(sheet.Problem.Message);
        await SheetWriting.WriteAsync(export.Format, sheet.Value, RowsAsync(sheet.Value, ct), part, ct);

        async IAsyncEnumerable<object?[]> RowsAsync(ListSheet of, [EnumeratorCancellation] CancellationToken stop)
        {
            foreach (var row in of.Rows)
            {
                if (++done.Rows % RowsAMark == 0) await MarkAsync(db, export, done.Rows, export.From + ((export.To - export.From) * done.Rows / Math.Max(1, of.Total)), stop);
                yield return row;
            }
        }
    }

    private sealed class Progress
    {
        public long Rows { get; set; }
    }

    private async IAsyncEnumerable<ExportLine> LinesAsync(ConsoleDb db, Export export, Progress done, [EnumeratorCancellation] CancellationToken ct)
    {
        var most = export.Format == ExportFormat.Xlsx ? Math.Min(settings.MostReadings, ExportWriting.MostOfSheet) : settings.MostReadings;
        var members = history.MembersOf(export.ToChoice()).ToDictionary(m => m.Series);
        if (members.Count == 0) yield break;
        var places = members.Values.Select(m => m.Device.SitePath).Distinct().ToDictionary(p => p, p => (Name: sites.NameOf(export.TenantId, p), Zone: sites.ZoneOf(export.TenantId, p)));
        await foreach (var kept in store.ScanAsync([.. members.Keys], SeriesHistory.Milliseconds(export.From), SeriesHistory.Milliseconds(export.To), ct))
        {
            if (done.Rows >= most) throw new Stopped($"There are more than {most:N0} readings. Ask for a shorter range, fewer series{(export.Format == ExportFormat.Xlsx ? ", or CSV or Parquet" : "")}.");
            var at = DateTimeOffset.FromUnixTimeMilliseconds(kept.Reading.At);
            if (++done.Rows % RowsAMark == 0) await MarkAsync(db, export, done.Rows, at, ct);
            var member = members[kept.Reading.Series];
            var (name, zone) = places[member.Device.SitePath];
            yield return new(
                TimeZoneInfo.ConvertTime(at, zone), member.Device.DeviceId, member.Device.Name, name, member.Metric, MetricCatalogue.UnitOf(member.Metric), kept.Reading.Value,
                TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(kept.Arrived), zone));
        }
    }

    // Past the audit and the version: how far it has come is nobody's change.
    private async Task MarkAsync(ConsoleDb db, Export export, long rows, DateTimeOffset reached, CancellationToken ct)
    {
        var running = await db.Set<Export>().Where(e => e.Id == export.Id && e.State == ExportState.Running)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.Rows, rows).SetProperty(e => e.ReachedAt, reached), ct);
        if (running == 0) throw new Stopped(null);
        live.Announce(AskExport.TopicOf(export.TenantId));
    }

    /// <summary>False when somebody changed it meanwhile: cancelled.</summary>
    private static async Task<bool> KeepAsync(ConsoleDb db, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }
}
