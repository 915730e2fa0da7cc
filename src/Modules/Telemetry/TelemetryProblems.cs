using IoTConsole.Infrastructure.Results;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Telemetry;

internal static class TelemetryProblems
{
    internal static Problem NoSuchDevice => new(
        ProblemKind.NotFound, "telemetry.no-such-device", "There is no such device in your scope. Check the id, or ask for a wider scope.");

    internal static Problem NoSuchSite => new(
        ProblemKind.NotFound, "telemetry.no-such-site", "There is no such site in your scope. Check the id, or ask for a wider scope.");

    internal static Problem PlanTooBig(int megabytes) => new(
        ProblemKind.Invalid, "telemetry.plan-too-big", T("The plan has more than {0} MB. Save it smaller: 8 MB for PNG and JPEG, 2 MB for SVG.", megabytes), "file");

    internal static Problem NotAPlan => new(
        ProblemKind.Invalid, "telemetry.not-a-plan", "This file is no drawing that can be shown. Choose an SVG, PNG or JPEG file.", "file");

    internal static Problem BrokenPlan => new(
        ProblemKind.Invalid, "telemetry.broken-plan", "The drawing is damaged, has no size or carries what a plan must not. Save it again from the program that drew it, without a document type.", "file");

    internal static Problem TooManyPixels => new(
        ProblemKind.Invalid, "telemetry.too-many-pixels", "The picture is larger than 10,000 pixels an edge or 40 million in all. Save it smaller.", "file");

    internal static Problem NoPlan => new(ProblemKind.NotFound, "telemetry.no-plan", "This floor has no plan yet. Upload one on its page.");

    internal static Problem PlansAreOfFloors => new(ProblemKind.Invalid, "telemetry.plans-are-of-floors", "Only a floor has a plan. Open one of the building's floors.");

    internal static Problem OffThePlan => new(ProblemKind.Invalid, "telemetry.off-the-plan", "A place on the plan lies between 0 and 100 % of its width and height.", "at");

    internal static Problem PlanChangedMeanwhile => new(
        ProblemKind.Conflict, "telemetry.plan-changed-meanwhile", "Somebody changed this plan meanwhile. Look at it again, then repeat your change.");

    internal static Problem NoSuchSample => new(
        ProblemKind.NotFound, "telemetry.no-such-sample", "This sample is no longer kept. Only the newest of each device and reason are; go back to the list.");

    internal static Problem OneSource => new(
        ProblemKind.Invalid, "telemetry.one-source", "Say either devices, or a site or a tag: not both and not neither.", "device");

    internal static Problem BadRange => new(
        ProblemKind.Invalid, "telemetry.bad-range", "The end of the range must lie after its beginning.", "to");

    internal static Problem BadPeriod => new(
        ProblemKind.Invalid, "telemetry.bad-period", "The page speaks of the last 1, 7 or 30 days.", "days");

    internal static Problem BadBucket => new(
        ProblemKind.Invalid, "telemetry.bad-bucket", "A bucket is at least one second.", "bucket");

    internal static Problem BadAggregate => new(
        ProblemKind.Invalid, "telemetry.bad-aggregate", "Choose one of the aggregates and one of the groupings that the API's document lists.", "aggregate");

    internal static Problem BadMetric => new(
        ProblemKind.Invalid, "telemetry.bad-metric", "Name 1 to 16 metrics, each 1 to 64 letters, digits, dots, hyphens or underscores.", "metric");

    internal static Problem BadTag => new(ProblemKind.Invalid, "telemetry.bad-tag", "A tag has at most 40 characters.", "tag");

    internal static Problem TooManyDevices(int most) => new(
        ProblemKind.Invalid, "telemetry.too-many-devices", T("Name at most {0} devices, or ask for their site or tag.", most), "device");

    internal static Problem TooManyLines(int most) => new(
        ProblemKind.Invalid, "telemetry.too-many-lines", T("A chart shows at most {0} lines. Take some away.", most), "lines");

    internal static Problem TooManyPoints(int most) => new(
        ProblemKind.Invalid, "telemetry.too-many-points", T("This answer could have more than {0} points. Ask for fewer points, fewer devices, or merged lines.", most), "limit");

    internal static Problem TooMuchToRead => new(
        ProblemKind.Invalid, "telemetry.too-much-to-read", "This is too much to read at once. Ask for a shorter range, whole hours as buckets, or fewer devices.", "from");

    internal static Problem QueryBusy => new(
        ProblemKind.Busy, "telemetry.query-busy", "Your organisation has many questions running. Wait a few seconds, then ask again.");

    internal static Problem ReadEnough => new(
        ProblemKind.Busy, "telemetry.read-enough", "Your organisation has read as much as it may within this minute. Ask again in the next one.");

    internal static Problem NoSuchExport => new(
        ProblemKind.NotFound, "telemetry.no-such-export", "There is no such export of yours. Reload the list.");

    internal static Problem NoSuchList => new(
        ProblemKind.Invalid, "telemetry.no-such-list", "There is no such list or format. Csv, Xlsx and Parquet can be written.", "format");

    internal static Problem NoFile => new(
        ProblemKind.Conflict, "telemetry.no-file", "There is no file yet, or no more. Look at the export's state.", "id");

    internal static Problem ExportsWaiting(int most) => new(
        ProblemKind.Busy, "telemetry.exports-waiting", T("{0} exports of your organisation wait or run already. Wait for one to end, or cancel one.", most));

    internal static Problem Undecodable(string reason) => new(
        ProblemKind.Invalid, $"telemetry.{reason}", T("The message could not be read ({0}). Nothing of it was stored; send it again corrected.", reason));
}
