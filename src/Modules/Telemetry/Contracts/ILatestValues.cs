namespace IoTConsole.Telemetry.Contracts;

/// <summary>The newest known value of one metric of one device.</summary>
/// <param name="Metric">As the device names it, <c>[A-Za-z0-9_.-]{1,64}</c>.</param>
/// <param name="Unit">From the metric catalogue; null when the name is not a known one.</param>
/// <param name="At">Event time: the greatest ever received, whatever the order of arrival.</param>
/// <param name="ArrivedAt">When the console stored it.</param>
public sealed record LatestValue(string Metric, string? Unit, ReadingValue Value, DateTimeOffset At, DateTimeOffset ArrivedAt);

/// <summary>Latest values from memory. A singleton; not filtered by scope: whoever shows an answer asks <c>caller.Sees</c> first.</summary>
public interface ILatestValues
{
    /// <summary>By metric name. Empty for a device that never reported.</summary>
    IReadOnlyList<LatestValue> For(Guid deviceId);
}
