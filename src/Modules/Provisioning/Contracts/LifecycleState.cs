using System.Text.Json.Serialization;

namespace IoTConsole.Provisioning.Contracts;

/// <summary>Where a device stands in its life.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LifecycleState>))]
public enum LifecycleState
{
    /// <summary>Ordered or drawn in a plan; has no credential yet.</summary>
    Planned,

    /// <summary>Has a credential, or its gateway speaks for it; has not reported yet.</summary>
    Provisioned,

    /// <summary>Has reported.</summary>
    Active,

    /// <summary>Reports are expected to be odd or missing.</summary>
    Maintenance,

    /// <summary>Not trusted: refused at the broker until released.</summary>
    Quarantined,

    /// <summary>Gone for good: credentials revoked, refused at the broker.</summary>
    Decommissioned,
}

[JsonConverter(typeof(JsonStringEnumConverter<PowerSource>))]
public enum PowerSource
{
    Mains,
    Battery,
    Harvesting,
}
