using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Ui;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>Runs as the operator reads them.</summary>
internal static class RunWords
{
    /// <summary>A key of <see cref="Statuses"/>.</summary>
    public static string StatusOf(RunState state) => state == RunState.Finished ? "ok" : state.ToString();

    public static string Of(RunState state) => state switch
    {
        RunState.Waiting => T("Waiting"),
        RunState.Running => T("Running"),
        RunState.Finished => T("Finished"),
        RunState.Stopped => T("Stopped"),
        _ => T("Failed"),
    };

    /// <summary>"4,500 of 20,000".</summary>
    public static string Progress(ListRuns.Row run) => T("{0} of {1}", Figures.Whole(run.Changed + run.Skipped), Figures.Whole(run.Total));

    /// <summary>"19,966 changed, 34 skipped".</summary>
    public static string Outcome(ListRuns.Row run)
    {
        var counts = run.Skipped == 0 ? T("{0} changed", Figures.Whole(run.Changed)) : T("{0} changed, {1} skipped", Figures.Whole(run.Changed), Figures.Whole(run.Skipped));
        return run.State switch { RunState.Stopped => T("Stopped: {0}", counts), RunState.Failed => T("Failed: {0}", counts), _ => counts };
    }
}
