namespace IoTConsole.Simulation.Replay;

/// <summary>Where a column goes. Columns that are not mapped are not sent.</summary>
/// <param name="Device">Sensor node: the last part of a device id. Ignored for a file that speaks of one device.</param>
internal sealed record ColumnMap(string Column, string Device, string Metric);

/// <param name="Device">The one device that the whole file speaks of; null when columns name theirs.</param>
internal sealed record DataFile(string Name, string? Device = null);

/// <summary>A published data set and how its tables become devices and readings. The files themselves are never part of the product.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Prefix">First part of its device ids.</param>
/// <param name="Zone">IANA zone of its local times; ignored where times carry their own offset.</param>
/// <param name="TimeColumns">Joined by a blank.</param>
/// <param name="TimeFormats">As .NET writes them.</param>
/// <param name="Sequence">Column of the sender's own counter; null when it has none.</param>
internal sealed record DataSet(
    string Name, string Prefix, IReadOnlyList<DataFile> Files, string Zone, IReadOnlyList<string> TimeColumns, string[] TimeFormats, string? Sequence,
    IReadOnlyList<ColumnMap> Columns)
{
    /// <summary>Every device the data set speaks of.</summary>
    public IReadOnlyList<string> Devices => Files.SelectMany(f => f.Device is { } device ? [device] : Columns.Select(c => c.Device))
        .Distinct().Select(DeviceIdOf).ToList();

    public string DeviceIdOf(string node) => $"{Prefix}-{node}";
}
