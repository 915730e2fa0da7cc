using IoTConsole.Telemetry.Payloads;

namespace IoTConsole.Telemetry.Refused;

/// <summary>Each reason in a sentence for the operator, with what to do about it.</summary>
internal static class RefusalWords
{
    private static readonly Dictionary<string, (string Why, string Cure)> _words = new()
    {
        [RefusalReasons.Empty] = ("The message has no content.", "Check why the device publishes before it has measured. An empty retained message is a common cause."),
        [RefusalReasons.Oversize] = ("The message is larger than the console takes.", "Send the readings in several messages, or raise Telemetry:MostPayloadBytes."),
        [RefusalReasons.MalformedJson] = ("The message is not valid JSON from the marked place on.", "Correct the program that writes it. A missing quote, a comma too many and a message that was cut are the usual causes."),
        [RefusalReasons.MalformedCbor] = ("The message is not valid CBOR (RFC 8949) from the marked place on.", "Correct the program that writes it, or set the content type if it is JSON. A message that was cut is the usual cause."),
        [RefusalReasons.NotAnObject] = ("An entry must be an object, and the message one entry or an array of entries.", "Send {\"ts\": …, \"values\": {…}}."),
        [RefusalReasons.TooManyEntries] = ("The message has more than 5,000 entries.", "Send the readings in several messages."),
        [RefusalReasons.WrongTopic] = ("The topic is not one that readings are taken from.", "Publish to devices/{device id}/telemetry, or to gateways/{gateway id}/telemetry for the devices behind a gateway."),
        [RefusalReasons.AnotherDevicesTopic] = ("The topic is that of another device.", "A device publishes under its own id only. If two devices share a configuration or certificate, give each its own."),
        [RefusalReasons.NotAGateway] = ("The sender published as a gateway and is not registered as one.", "Register it as a gateway, or let it publish to its own device topic."),
        [RefusalReasons.UnknownDevice] = ("The sender is connected and not in the register any more.", "Register the device again, or find out who uses its certificate."),
        [RefusalReasons.NoValues] = ("The entry has no values.", "An entry needs \"values\", an object of at least one metric."),
        [RefusalReasons.BadTimestamp] = ("The time is not a whole number.", "Send \"ts\" as whole milliseconds since 1970, in UTC."),
        [RefusalReasons.BadSequence] = ("The sequence number is not a whole number.", "Send \"seq\" as a whole number, or leave it out."),
        [RefusalReasons.BadEpoch] = ("The epoch is not a whole number.", "Send \"epoch\" as a whole number that changes when \"seq\" starts anew, or leave it out."),
        [RefusalReasons.InFuture] = ("The time lies more than ten minutes ahead of the console's clock.", "Set the sender's clock (NTP). If \"ts\" is in microseconds, send milliseconds."),
        [RefusalReasons.TooOld] = ("The time lies before the year 2000: the sender's clock was never set.", "Set its clock before it measures, or leave \"ts\" out. If \"ts\" is in seconds, send milliseconds."),
        [RefusalReasons.NotFinite] = ("A value is NaN or infinite, so nothing was measured.", "Send null, or leave the metric out."),
        [RefusalReasons.StringTooLong] = ("A text value is longer than 64 characters.", "Send a short word; long texts do not belong into readings."),
        [RefusalReasons.BadText] = ("A text value contains control characters.", "Send plain text. Bytes of a sensor's own protocol must be decoded first."),
        [RefusalReasons.BadValue] = ("A value is neither number, boolean nor text.", "Send one metric for each number of an array or object."),
        [RefusalReasons.BadMetricName] = ("A metric's name is not one.", "Use up to 64 letters, digits, underscores, dots and hyphens."),
        [RefusalReasons.TooManyMetrics] = ("An entry has more than 64 metrics.", "Send several entries of the same time."),
        [RefusalReasons.BadDeviceName] = ("The name of the device behind the gateway is not one.", "Use up to 64 letters, digits, underscores, dots, colons and hyphens."),
        [RefusalReasons.UnknownChild] = ("The gateway speaks of a device that is not in the register.", "Approve the device on the Approvals page; it sends on by itself."),
        [RefusalReasons.NotAChildOfThisGateway] = ("The gateway speaks for a device that stands behind another one.", "Move the device to this gateway in the register, or take it out of the gateway's configuration."),
        [RefusalReasons.AnotherDevice] = ("A device that is no gateway speaks for another one.", "Register it as a gateway and let it publish to its gateway topic."),
        [RefusalReasons.TooManySeries] = ("The device has reported 256 metrics; this is one more.", "A device that invents names (a counter in a metric's name) must be corrected."),
        [RefusalReasons.DeviceNotInService] = ("The device is quarantined or decommissioned.", "Put it back into service, or switch it off."),
        [RefusalReasons.Duplicate] = ("These readings were stored before.", "Nothing to do: a resend is how the protocol works. A device that repeats everything should check its acknowledgements."),
        [RefusalReasons.ConflictingDuplicate] = ("Another value of the same metric and time was stored before; the first stays.", "Two sensors may share an id, or the sender's clock has too few digits for its rate."),
        [RefusalReasons.DuplicateSequence] = ("An entry with this sequence number was stored before.", "Nothing to do when several gateways hear the same device. A device that restarts its counter should send an \"epoch\"."),
    };

    public static IEnumerable<string> Reasons => _words.Keys;

    public static (string Why, string Cure) Of(string reason) =>
        _words.TryGetValue(reason, out var words) ? words : ("The message was refused.", "The program's log may say more.");
}
