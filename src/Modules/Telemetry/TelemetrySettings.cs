using System.ComponentModel.DataAnnotations;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry;

/// <summary>Section <c>Telemetry</c>.</summary>
public sealed class TelemetrySettings : IValidatableObject
{
    /// <summary>Where readings are kept: <c>DuckDb</c> or <c>InfluxDb</c>. Default <c>DuckDb</c>.</summary>
    public StoreKind Store { get; set; }

    /// <summary>Days of detail kept, by event time and by arrival, whichever is later. 1 to 3,650; default 30.</summary>
    [Range(1, 3650)]
    public int RetentionDays { get; set; } = 30;

    /// <summary>Days that hourly figures are kept. 1 to 36,500; default 730.</summary>
    [Range(1, 36_500)]
    public int HourlyRetentionDays { get; set; } = 730;

    /// <summary>Organisations and metrics that are kept for another time. The one that says most wins: both, then a metric, then an organisation.</summary>
    public IList<KeepRule> Keep { get; } = [];

    /// <summary>Memory the store may use for its own buffers, in megabytes. 64 to 65,536; default 256.</summary>
    [Range(64, 65_536)]
    public int StoreMemoryMegabytes { get; set; } = 256;

    /// <summary>Megabytes of the store's disk that stay free: below it nothing is taken or acknowledged until there is room again. 0 to 1,048,576; default 256.</summary>
    [Range(0, 1_048_576)]
    public int ReserveMegabytes { get; set; } = 256;

    /// <summary>Threads the embedded store may use for one question. 1 to 64; default 1: a second one waits for work by spinning, and commits pay for it.</summary>
    [Range(1, 64)]
    public int StoreThreads { get; set; } = 1;

    /// <summary>History queries that run at the same time; others wait. 1 to 64; default 4.</summary>
    [Range(1, 64)]
    public int ParallelQueries { get; set; } = 4;

    /// <summary>The largest message taken, in bytes, by MQTT and HTTP alike. 1,024 to 16,777,216; default 262,144.</summary>
    [Range(1024, 16_777_216)]
    public int MostPayloadBytes { get; set; } = 262_144;

    /// <summary>Readings that may wait for the store before senders are made to wait. 1,000 to 10,000,000; default 200,000.</summary>
    [Range(1000, 10_000_000)]
    public int MostWaitingReadings { get; set; } = 200_000;

    /// <summary>Memory the messages may take that wait for the store, in megabytes, before senders are made to wait. 1 to 65,536; default 64.</summary>
    [Range(1, 65_536)]
    public int MostWaitingMegabytes { get; set; } = 64;

    /// <summary>A message with nothing newer than this many minutes waits in the lane of those that come late. 1 to 100,000; default 15.</summary>
    [Range(1, 100_000)]
    public int BackfillMinutes { get; set; } = 15;

    /// <summary>The store's file. Default <c>telemetry.duckdb</c> below the data directory; bound by the module.</summary>
    public string? StoreFile { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Keep.Count; i++)
        {
            if (Keep[i].Days is < 1 or > 3650) yield return new($"Keep:{i}:Days is 1 to 3,650.", [nameof(Keep)]);
            if (Keep[i].HourlyDays is < 1 or > 36_500) yield return new($"Keep:{i}:HourlyDays is 1 to 36,500.", [nameof(Keep)]);
            if (Keep[i].Tenant is null && string.IsNullOrEmpty(Keep[i].Metric)) yield return new($"Keep:{i} names an organisation, a metric or both.", [nameof(Keep)]);
        }
    }
}

/// <summary>An entry of <c>Telemetry:Keep</c>.</summary>
public sealed class KeepRule
{
    /// <summary>Id of the organisation; every one when empty.</summary>
    public Guid? Tenant { get; set; }

    /// <summary>Name of the metric; every one when empty.</summary>
    public string? Metric { get; set; }

    /// <summary>Days of detail; as usual when empty.</summary>
    public int? Days { get; set; }

    /// <summary>Days of hourly figures; as usual when empty.</summary>
    public int? HourlyDays { get; set; }
}
