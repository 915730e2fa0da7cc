using IoTConsole.Telemetry.Payloads;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Telemetry.Refused;

/// <summary>Each reason in a sentence for the operator, with what to do about it.</summary>
internal static class RefusalWords
{
    private static readonly Dictionary<string, (string Why, string Cure)> _words = new()
    {
        [RefusalReasons.Empty] = (Key("The message has no content."), Key("Check why the device publishes before it has measured. An empty retained message is a common cause.")),
        [RefusalReasons.Oversize] = (Key("The message is larger than the console takes."), Key("Send the readings in several messages, or raise Telemetry:MostPayloadBytes.")),
        [RefusalReasons.MalformedJson] = (Key("The message is not valid JSON from the marked place on."), Key("Correct the program that writes it. A missing quote, a comma too many and a message that was cut are the usual causes.")),
        [RefusalReasons.MalformedCbor] = (Key("The message is not valid CBOR (RFC 8949) from the marked place on."), Key("Correct the program that writes it, or set the content type if it is JSON. A message that was cut is the usual cause.")),
        [RefusalReasons.NotAnObject] = (Key("An entry must be an object, and the message one entry or an array of entries."), Key("Send {\"ts\": …, \"values\": {…}}.")),
        [RefusalReasons.TooManyEntries] = (Key("The message has more than 5,000 entries."), Key("Send the readings in several messages.")),
        [RefusalReasons.WrongTopic] = (Key("The topic is not one that readings are taken from."), Key("Publish to devices/{device id}/telemetry, or to gateways/{gateway id}/telemetry for the devices behind a gateway.")),
        [RefusalReasons.AnotherDevicesTopic] = (Key("The topic is that of another device."), Key("A device publishes under its own id only. If two devices share a configuration or certificate, give each its own.")),
        [RefusalReasons.NotAGateway] = (Key("The sender published as a gateway and is not registered as one."), Key("Register it as a gateway, or let it publish to its own device topic.")),
        [RefusalReasons.UnknownDevice] = (Key("The sender is connected and not in the register any more."), Key("Register the device again, or find out who uses its certificate.")),
        [RefusalReasons.NoValues] = (Key("The entry has no values."), Key("An entry needs \"values\", an object of at least one metric.")),
        [RefusalReasons.BadTimestamp] = (Key("The time is not a whole number."), Key("Send \"ts\" as whole milliseconds since 1970, in UTC.")),
        [RefusalReasons.BadSequence] = (Key("The sequence number is not a whole number."), Key("Send \"seq\" as a whole number, or leave it out.")),
        [RefusalReasons.BadEpoch] = (Key("The epoch is not a whole number."), Key("Send \"epoch\" as a whole number that changes when \"seq\" starts anew, or leave it out.")),
        [RefusalReasons.InFuture] = (Key("The time lies more than ten minutes ahead of the console's clock."), Key("Set the sender's clock (NTP). If \"ts\" is in microseconds, send milliseconds.")),
        [RefusalReasons.TooOld] = (Key("The time lies before the year 2000: the sender's clock was never set."), Key("Set its clock before it measures, or leave \"ts\" out. If \"ts\" is in seconds, send milliseconds.")),
        [RefusalReasons.NotFinite] = (Key("A value is NaN or infinite, so nothing was measured."), Key("Send null, or leave the metric out.")),
        [RefusalReasons.StringTooLong] = (Key("A text value is longer than 64 characters."), Key("Send a short word; long texts do not belong into readings.")),
        [RefusalReasons.BadText] = (Key("A text value contains control characters."), Key("Send plain text. Bytes of a sensor's own protocol must be decoded first.")),
        [RefusalReasons.BadValue] = (Key("A value is neither number, boolean nor text."), Key("Send one metric for each number of an array or object.")),
        [RefusalReasons.BadMetricName] = (Key("A metric's name is not one."), Key("Use up to 64 letters, digits, underscores, dots and hyphens.")),
        [RefusalReasons.TooManyMetrics] = (Key("An entry has more than 64 metrics."), Key("Send several entries of the same time.")),
        [RefusalReasons.BadDeviceName] = (Key("The name of the device behind the gateway is not one."), Key("Use up to 64 letters, digits, underscores, dots, colons and hyphens.")),
        [RefusalReasons.UnknownChild] = (Key("The gateway speaks of a device that is not in the register."), Key("Approve the device on the Approvals page; it sends on by itself.")),
        [RefusalReasons.NotAChildOfThisGateway] = (Key("The gateway speaks for a device that stands behind another one."), Key("Move the device to this gateway in the register, or take it out of the gateway's configuration.")),
        [RefusalReasons.AnotherDevice] = (Key("A device that is no gateway speaks for another one."), Key("Register it as a gateway and let it publish to its gateway topic.")),
        [RefusalReasons.TooManySeries] = (Key("The device has reported 256 metrics; this is one more."), Key("A device that invents names (a counter in a metric's name) must be corrected.")),
        [RefusalReasons.DeviceNotInService] = (Key("The device is quarantined or decommissioned."), Key("Put it back into service, or switch it off.")),
        [RefusalReasons.Duplicate] = (Key("These readings were stored before."), Key("Nothing to do: a resend is how the protocol works. A device that repeats everything should check its acknowledgements.")),
        [RefusalReasons.ConflictingDuplicate] = (Key("Another value of the same metric and time was stored before; the first stays."), Key("Two sensors may share an id, or the sender's clock has too few digits for its rate.")),
        [RefusalReasons.DuplicateSequence] = (Key("An entry with this sequence number was stored before."), Key("Nothing to do when several gateways hear the same device. A device that restarts its counter should send an \"epoch\".")),
    };

    public static IEnumerable<string> Reasons => _words.Keys;

    public static (string Why, string Cure) Of(string reason) =>
        _words.TryGetValue(reason, out var words) ? (T(words.Why), T(words.Cure)) : (T("The message was refused."), T("The program's log may say more."));
}
