namespace IoTConsole.Telemetry.Store;

/// <summary>What the System page says about the store.</summary>
/// <param name="Rows">Readings kept.</param>
/// <param name="Bytes">On disk, the journal not counted; zero where only the server knows.</param>
internal sealed record StoreFigures(long Rows, long Bytes, long JournalBytes)
{
    /// <summary>Readings that lie sorted in files of their day; zero where the store does not say.</summary>
    public long SettledRows { get; init; }

    public long SettledBytes { get; init; }

    /// <summary>Of the hourly figures.</summary>
    public long HourBytes { get; init; }

    public DateTimeOffset? OldestDay { get; init; }
}

/// <summary>What a check of everything found.</summary>
/// <param name="Readings">How many were read.</param>
/// <param name="Faults">One sentence each; empty when all is well.</param>
internal sealed record StoreCheck(long Readings, IReadOnlyList<string> Faults);

/// <summary>Until when what is kept has expired: event times and arrivals, milliseconds since 1970. A reading goes when both lie before.</summary>
/// <param name="Detail">Readings before this go.</param>
/// <param name="Hourly">Hours that begin before this go.</param>
/// <param name="DetailOf">Series that differ.</param>
/// <param name="HourlyOf">Series that differ.</param>
internal sealed record Expiry(long Detail, long Hourly, IReadOnlyDictionary<int, long> DetailOf, IReadOnlyDictionary<int, long> HourlyOf)
{
    public static Expiry Before(long detail, long hourly = 0) => new(detail, hourly, new Dictionary<int, long>(), new Dictionary<int, long>());
}
