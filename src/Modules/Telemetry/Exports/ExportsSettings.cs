using System.ComponentModel.DataAnnotations;

namespace IoTConsole.Telemetry.Exports;

/// <summary>Section <c>Telemetry:Exports</c>.</summary>
public sealed class ExportsSettings
{
    /// <summary>Readings in one file; a larger one fails and says so. 1,000 to 1,000,000,000; default 10,000,000. A sheet of XLSX holds 1,048,575.</summary>
    [Range(1000, 1_000_000_000)]
    public long MostReadings { get; set; } = 10_000_000;

    /// <summary>Days a finished file is kept. 1 to 365; default 7.</summary>
    [Range(1, 365)]
    public int KeptDays { get; set; } = 7;

    /// <summary>Megabytes of all files together; the oldest go first. 10 to 10,000,000; default 10,240.</summary>
    [Range(10, 10_000_000)]
    public long MostMegabytes { get; set; } = 10_240;

    /// <summary>Exports of one organisation that may wait and run. 1 to 1,000; default 20.</summary>
    [Range(1, 1000)]
    public int WaitingPerTenant { get; set; } = 20;

    /// <summary>Where files are kept. Default <c>exports</c> below the data directory; bound by the module.</summary>
    public string? Folder { get; set; }
}
