namespace IoTConsole.Telemetry.Exports;

/// <summary>The files of exports: written under another name first, so that a finished name is a finished file.</summary>
internal sealed class ExportFiles(ExportsSettings settings)
{
    private string Folder => settings.Folder!;

    public string PartOf(Export export) => PathOf(export) + ".part";

    public string PathOf(Export export) => Path.Combine(Folder, $"{export.Id:N}.{ExtensionOf(export.Format)}");

    public static string ExtensionOf(ExportFormat format) => format.ToString().ToLowerInvariant();

    public static string TypeOf(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "text/csv; charset=utf-8",
        ExportFormat.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/vnd.apache.parquet",
    };

    public void MakeRoom() => Directory.CreateDirectory(Folder);

    public void Remove(Export export)
    {
        if (!Directory.Exists(Folder)) return;
        File.Delete(PathOf(export));
        File.Delete(PartOf(export));
    }

    /// <summary>Files that belong to none of these.</summary>
    public int RemoveOthers(IReadOnlyCollection<Guid> kept)
    {
        if (!Directory.Exists(Folder)) return 0;
        var others = Directory.EnumerateFiles(Folder).Where(f => !(Guid.TryParseExact(Path.GetFileName(f).Split('.')[0], "N", out var id) && kept.Contains(id))).ToList();
        foreach (var file in others) File.Delete(file);
        return others.Count;
    }
}
