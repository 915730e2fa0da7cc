using System.Text.Json.Serialization;

namespace IoTConsole.Provisioning.Contracts;

/// <summary>A question that a higher module answers: how a device is doing. Without an answerer every device is unknown.</summary>
public interface IDeviceVitals
{
    /// <summary>Null when the device is not known. Answered from memory, so that a list may ask for each row.</summary>
    DeviceVitals? For(Guid deviceId);

    /// <summary>The short form, for filters and orders that ask it of every device. Unknown and never seen when nothing is known.</summary>
    DeviceFacts FactsOf(DeviceEntry device) =>
        For(device.Id) is { } vitals ? new(vitals.State, vitals.LastSeen?.ToUnixTimeMilliseconds() ?? 0, vitals.Connected) : new(HealthState.Unknown, 0, null);

    /// <summary>Null when the device has never said it.</summary>
    LastValue? ValueOf(Guid deviceId, string metric) => null;

    /// <summary>The metrics that devices of a tenant report, by name; at most two hundred.</summary>
    IReadOnlyList<MetricName> MetricsOf(Guid tenantId) => [];
}

/// <param name="LastSeen">When its last report arrived; null when none has.</param>
/// <param name="Why">The evidence in a few words: "no report for 42 min, 6 expected".</param>
/// <param name="BatteryPercent">0 to 100; null when it has not said.</param>
/// <param name="Connected">Whether its own session is open; null for a device behind a gateway.</param>
public sealed record DeviceVitals(DateTimeOffset? LastSeen, HealthState State, string Why, double? BatteryPercent, bool? Connected)
{
    /// <summary>By which the state was judged, in a sentence; null when there is none to tell.</summary>
    public string? Rule { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<HealthState>))]
public enum HealthState
{
    Unknown,
    Healthy,
    LowBattery,
    Late,
    Offline,
    Quarantined,
    Maintenance,
    Planned,
    Decommissioned,
}
