using System.ComponentModel.DataAnnotations;

namespace IoTConsole.Telemetry.History;

/// <summary>Section <c>Telemetry:Query</c>: what one organisation may ask of the history.</summary>
public sealed class QuerySettings
{
    /// <summary>Questions of one organisation that run at the same time. 1 to 64; default 4.</summary>
    [Range(1, 64)]
    public int ParallelPerTenant { get; set; } = 4;

    /// <summary>Questions of one organisation that may wait for their turn; more are refused with 429. 0 to 1,000; default 32.</summary>
    [Range(0, 1000)]
    public int WaitingPerTenant { get; set; } = 32;

    /// <summary>Points of all lines of one answer. 1,000 to 10,000,000; default 100,000.</summary>
    [Range(1000, 10_000_000)]
    public int MostPoints { get; set; } = 100_000;

    /// <summary>Readings, or hours where hours do, that one question may look at. 10,000 to 1,000,000,000,000; default 200,000,000.</summary>
    [Range(10_000L, 1_000_000_000_000L)]
    public long MostReadings { get; set; } = 200_000_000;

    /// <summary>The same of all questions of one organisation in a minute; more are refused with 429. 10,000 to 1,000,000,000,000; default 2,000,000,000.</summary>
    [Range(10_000L, 1_000_000_000_000L)]
    public long ReadingsPerMinute { get; set; } = 2_000_000_000;
}
