using IoTConsole.Infrastructure.Results;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Infrastructure.Bulk;

internal static class BulkProblems
{
    public static readonly Problem NoSuchVerb = new(ProblemKind.Invalid, "runs.no-such-verb", Key("There is no such action. The list of actions says which there are."), "verb");

    public static readonly Problem LongArguments = new(ProblemKind.Invalid, "runs.long-arguments", Key("That is too much text for an action. Shorten it."), "arguments");

    public static readonly Problem NothingChosen = new(ProblemKind.Invalid, "runs.nothing-chosen", Key("Nothing is chosen. Tick some rows, or take all that match."), "ids");

    public static readonly Problem NothingMatches = new(ProblemKind.Conflict, "runs.nothing-matches", Key("Nothing matches the filter. Change it and try again."), "filter");

    public static readonly Problem NothingToDo = new(ProblemKind.Conflict, "runs.nothing-to-do", Key("Nothing would change: every one of them is skipped. The preview says why."));

    public static readonly Problem IdsOrFilter = new(ProblemKind.Invalid, "runs.ids-or-filter", Key("Say either which ones by their ids or a filter, not both."));

    public static readonly Problem TooManyIds = new(ProblemKind.Invalid, "runs.too-many-ids", Key("Those are too many to name one by one. Use a filter."), "ids");

    public static readonly Problem TooMany = new(ProblemKind.Invalid, "runs.too-many", Key("Those are more than one run takes. Narrow the filter."), "filter");

    public static readonly Problem NotThere = new(ProblemKind.NotFound, "runs.not-there", Key("None of the chosen ones is there, or none is in your part of the portfolio."));

    public static readonly Problem NoRun = new(ProblemKind.NotFound, "runs.no-run", Key("There is no such run in your part of the portfolio."));

    public static readonly Problem Busy = new(ProblemKind.Busy, "runs.busy", Key("Twenty runs are under way already. Wait for one to end, or stop one."));

    public static readonly Problem Ended = new(ProblemKind.Conflict, "runs.ended", Key("It has ended already."));

    public static readonly Problem StillRunning = new(ProblemKind.Conflict, "runs.still-running", Key("It is still running. Stop it first, then undo what it has done."));

    public static readonly Problem CannotBeUndone = new(ProblemKind.Conflict, "runs.cannot-be-undone", Key("This cannot be undone."));

    public static readonly Problem UndoneAlready = new(ProblemKind.Conflict, "runs.undone-already", Key("It was undone already."));

    /// <summary>Shown with the run, not as an answer.</summary>
    public static readonly string AccessLost = Key("Whoever started it may no longer do this. What was done stays.");

    public static readonly string Fault = Key("The console ran into a fault; the log says why. What was done stays and can be undone.");
}
