using System.ComponentModel.DataAnnotations;

namespace IoTConsole.Telemetry.Store;

/// <summary>Section <c>Telemetry:Influx</c>, used when <c>Telemetry:Store</c> is <c>InfluxDb</c>. Secrets come from the environment.</summary>
public sealed class InfluxSettings
{
    /// <summary>Where the server listens. Default <c>http://127.0.0.1:8086</c>.</summary>
    [Required, Url]
    public string Url { get; set; } = "http://127.0.0.1:8086";

    /// <summary>1 for InfluxDB 1.x, 2 for 2.x. Default 1.</summary>
    [Range(1, 2)]
    public int Version { get; set; } = 1;

    /// <summary>The database of 1.x, made when it is not there; the bucket of 2.x, which must exist with a mapping of the same name. Default <c>iotconsole</c>.</summary>
    [Required, RegularExpression("^[A-Za-z0-9_-]{1,64}$")]
    public string Database { get; set; } = "iotconsole";

    /// <summary>The organisation of 2.x.</summary>
    public string? Org { get; set; }

    /// <summary>The token of 2.x. A secret.</summary>
    public string? Token { get; set; }

    /// <summary>The user of 1.x, when it asks for one.</summary>
    public string? User { get; set; }

    /// <summary>The password of 1.x. A secret.</summary>
    public string? Password { get; set; }

    /// <summary>Seconds that one answer may take. 1 to 600; default 60.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>Seconds that a commit is tried again while the server does not answer, before its senders are told. 0 to 600; default 20.</summary>
    [Range(0, 600)]
    public int RetrySeconds { get; set; } = 20;
}
