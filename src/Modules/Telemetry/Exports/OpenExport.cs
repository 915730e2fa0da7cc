using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Telemetry.Exports;

/// <summary>The finished file, for who asked for it and still sees all that it was asked of.</summary>
internal sealed class OpenExport(ConsoleDbs dbs, ExportFiles files, IDeviceDirectory devices, Caller caller)
{
    internal sealed record Row(string Path, string Name, string Type);

    public async Task<Result<Row>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<Export>().AsNoTracking().SingleOrDefaultAsync(e => e.Id == id && e.AskedById == caller.Actor.Id, ct) is not { } export) return TelemetryProblems.NoSuchExport;
        if (!StillSees(export)) return TelemetryProblems.NoSuchExport;
        if (export.State != ExportState.Finished || !File.Exists(files.PathOf(export))) return TelemetryProblems.NoFile;
        if (export.ToList() is { } list)
            return new Row(files.PathOf(export), $"{list.List}-{export.From:yyyyMMdd-HHmm}.{ExportFiles.ExtensionOf(export.Format)}", ExportFiles.TypeOf(export.Format));
        return new Row(files.PathOf(export), $"readings-{export.From:yyyyMMdd}-{export.To:yyyyMMdd}.{ExportFiles.ExtensionOf(export.Format)}", ExportFiles.TypeOf(export.Format));
    }

    private bool StillSees(Export export)
    {
        if (export.ToList() is { } list) return list.Places.All(p => caller.Actor.Can(TelemetryPermissions.View, p));
        var choice = export.ToChoice();
        var paths = choice.SitePaths ?? choice.Devices!.Select(devices.Find).OfType<DeviceEntry>().Select(d => d.SitePath).ToList();
        return paths.All(p => caller.Actor.Can(TelemetryPermissions.View, p));
    }
}
