using System.ComponentModel.DataAnnotations;

namespace IoTConsole.Web;

/// <summary>Settings at the root of the configuration.</summary>
public sealed class HostSettings
{
    /// <summary>Everything the console keeps lies below this directory; made when missing. Default <c>data</c> in the current directory.</summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>Addresses of the console, separated by semicolons. Port 0 takes a free one. Default <c>http://localhost:5080</c>.</summary>
    [Required]
    public string Urls { get; set; } = "http://localhost:5080";

    /// <summary>The address people reach the console at, for links it prints, when a proxy stands in front. Default: the first of <see cref="Urls"/>.</summary>
    [Url]
    public string? PublicAddress { get; set; }
}

/// <summary>Section <c>Setup</c>: creates the first administrator without the set-up page, for automation. Both or neither.</summary>
public sealed class SetupSettings : IValidatableObject
{
    [EmailAddress]
    public string? AdminEmail { get; set; }

    /// <summary>At least 10 characters, as for everyone. From the environment only.</summary>
    [MinLength(10)]
    public string? AdminPassword { get; set; }

    /// <summary>Name of the first organisation.</summary>
    [MaxLength(100)]
    public string Organisation { get; set; } = "My organisation";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(AdminEmail) != string.IsNullOrEmpty(AdminPassword))
            yield return new("Setup:AdminEmail and Setup:AdminPassword go together.", [nameof(AdminEmail)]);
    }
}

/// <summary>Section <c>Api</c>.</summary>
public sealed class ApiSettings
{
    /// <summary>Requests a minute for one key or person, with bursts of a quarter of it. 1 to 1,000,000; default 1,200.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerMinute { get; set; } = 1200;

    /// <summary>Requests a minute from one address that has not signed in. 1 to 100,000; default 120.</summary>
    [Range(1, 100_000)]
    public int AnonymousRequestsPerMinute { get; set; } = 120;
}

/// <summary>Section <c>SignIn</c>.</summary>
public sealed class SignInSettings
{
    /// <summary>Passwords, codes and links that may be tried a minute from one address (an IPv6 network counts as one), all at once too. 1 to 100,000; default 30.</summary>
    [Range(1, 100_000)]
    public int TriesPerMinute { get; set; } = 30;
}

/// <summary>Section <c>Circuit</c>: open pages whose connection is lost.</summary>
public sealed class CircuitSettings
{
    /// <summary>Seconds for which an open page is held whole in memory after its connection was lost. 1 to 3,600; default 180.</summary>
    [Range(1, 3600)]
    public int RetentionSeconds { get; set; } = 180;

    /// <summary>Minutes after that in which it can still be taken up again where it was. 1 to 1,440; default 480.</summary>
    [Range(1, 1440)]
    public int KeptMinutes { get; set; } = 480;
}

/// <summary>Section <c>Observability</c>.</summary>
public sealed class ObservabilitySettings
{
    /// <summary>OTLP collector that receives traces; none when empty.</summary>
    [Url]
    public string? OtlpEndpoint { get; set; }

    /// <summary>Share of readings that leave a trace, 0 to 1; default 0.001.</summary>
    [Range(0, 1)]
    public double TraceShare { get; set; } = 0.001;

    /// <summary>Logs as one JSON object a line instead of text. Default false.</summary>
    public bool JsonLogs { get; set; }
}
