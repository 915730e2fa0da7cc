namespace IoTConsole.Telemetry.Payloads;

/// <summary>Why something was not stored. Stable: metric labels, API answers and runbooks name them.</summary>
internal static class RefusalReasons
{
    // The whole message.
    public const string Empty = "empty";
    public const string Oversize = "oversize";
    public const string MalformedJson = "malformed-json";
    public const string MalformedCbor = "malformed-cbor";
    public const string NotAnObject = "not-an-object";
    public const string TooManyEntries = "too-many-entries";
    public const string WrongTopic = "wrong-topic";
    public const string AnotherDevicesTopic = "another-devices-topic";
    public const string NotAGateway = "not-a-gateway";
    public const string UnknownDevice = "unknown-device";

    // One entry of it; the others are kept.
    public const string NoValues = "no-values";
    public const string BadTimestamp = "bad-timestamp";
    public const string BadSequence = "bad-sequence";
    public const string BadEpoch = "bad-epoch";
    public const string InFuture = "in-future";
    public const string TooOld = "too-old";
    public const string NotFinite = "not-finite";
    public const string StringTooLong = "string-too-long";
    public const string BadText = "bad-text";
    public const string BadValue = "bad-value";
    public const string BadMetricName = "bad-metric-name";
    public const string TooManyMetrics = "too-many-metrics";
    public const string BadDeviceName = "bad-device-name";
    public const string UnknownChild = "unknown-child";
    public const string NotAChildOfThisGateway = "not-a-child-of-this-gateway";
    public const string AnotherDevice = "another-device";
    public const string TooManySeries = "too-many-series";
    public const string DeviceNotInService = "device-not-in-service";

    // One reading: a value of one metric at one event time.
    public const string Duplicate = "duplicate";
    public const string ConflictingDuplicate = "conflicting-duplicate";
    public const string DuplicateSequence = "duplicate-sequence";
}
