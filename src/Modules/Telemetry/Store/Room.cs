namespace IoTConsole.Telemetry.Store;

/// <summary>
/// What is left of the disk. Below the reserve nothing more is taken: a store that meets the very end of the disk may have to be repaired, one that
/// stops before it goes on by itself. The reserve is also what upkeep needs to make room.
/// </summary>
internal sealed class Room(string directory, long reserve)
{
    /// <summary>Null while there is room; otherwise the sentence for the operator.</summary>
    public string? Fault => reserve > 0 && Left is { } left && left < reserve
        ? $"The disk of {directory} is full: {left >> 20} MB are left and the last {reserve >> 20} MB are kept in reserve. Free some space or keep readings for a shorter time; taking readings goes on by itself."
        : null;

    /// <summary>Whether so many bytes can be written beside what is there, half the reserve left untouched.</summary>
    public bool Has(long bytes) => Left is not { } left || left - bytes > reserve / 2;

    // Null where the file system does not say.
    private long? Left
    {
        get
        {
            try
            {
                return new DriveInfo(directory).AvailableFreeSpace;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }
}
