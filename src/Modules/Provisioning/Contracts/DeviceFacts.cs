using System.Runtime.InteropServices;

namespace IoTConsole.Provisioning.Contracts;

/// <summary>What is known of a device at this moment, short enough to be asked of every device of a fleet.</summary>
/// <param name="LastSeen">Milliseconds since 1970; 0 when it has never reported.</param>
/// <param name="Connected">Whether its own session is open; null for a device behind a gateway.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DeviceFacts(HealthState Health, long LastSeen, bool? Connected);

/// <summary>The newest value of one metric.</summary>
/// <param name="Number">A boolean is 0 or 1; NaN for a text.</param>
/// <param name="Text">Null for numbers and booleans.</param>
/// <param name="At">Event time, milliseconds since 1970.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LastValue(double Number, string? Text, string? Unit, long At);

/// <summary>A metric as devices name it, in words, and its unit when it has one.</summary>
public sealed record MetricName(string Metric, string Words, string? Unit);
