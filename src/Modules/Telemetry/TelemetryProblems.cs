using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Telemetry;

internal static class TelemetryProblems
{
    internal static Problem NoSuchDevice => new(
        ProblemKind.NotFound, "telemetry.no-such-device", "There is no such device in your scope. Check the id, or ask for a wider scope.");

    internal static Problem NoSuchSite => new(
        ProblemKind.NotFound, "telemetry.no-such-site", "There is no such site in your scope. Check the id, or ask for a wider scope.");

    internal static Problem NoSuchSample => new(
        ProblemKind.NotFound, "telemetry.no-such-sample", "This sample is no longer kept. Only the last fifty are; reload the list.");

    internal static Problem OneSource => new(
        ProblemKind.Invalid, "telemetry.one-source", "Say either a device or a site, not both and not neither.", "device");

    internal static Problem BadRange => new(
        ProblemKind.Invalid, "telemetry.bad-range", "The end of the range must lie after its beginning.", "to");

    internal static Problem BadBucket => new(
        ProblemKind.Invalid, "telemetry.bad-bucket", "A bucket is at least one second.", "bucket");

    internal static Problem Undecodable(string reason) => new(
        ProblemKind.Invalid, $"telemetry.{reason}", $"The message could not be read ({reason}). Nothing of it was stored; send it again corrected.");
}
