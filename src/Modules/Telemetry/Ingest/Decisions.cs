namespace IoTConsole.Telemetry.Ingest;

/// <summary>
/// Tells some of a commit's submissions what became of them, on a thread of the pool: a thousand of them as a thousand pieces of work
/// would cost more than their answers do.
/// </summary>
internal sealed class Decisions : IThreadPoolWorkItem
{
    // Few enough that every processor finds work, and that one slow listener holds up few.
    private const int Most = 64;

    private readonly Submission[] _submissions;
    private readonly Action<Submission, int> _tell;

    private Decisions(Submission[] submissions, Action<Submission, int> tell) => (_submissions, _tell) = (submissions, tell);

    public static void Stored(List<Submission> batch, List<Outcome> outcomes)
    {
        for (var first = 0; first < batch.Count; first += Most)
        {
            var count = Math.Min(Most, batch.Count - first);
            var theirs = outcomes.GetRange(first, count);
            Hand(batch.GetRange(first, count), (submission, at) => submission.Complete(theirs[at]));
        }
    }

    public static void Failed(List<Submission> batch, Exception fault)
    {
        for (var first = 0; first < batch.Count; first += Most)
            Hand(batch.GetRange(first, Math.Min(Most, batch.Count - first)), (submission, _) => submission.Fail(fault));
    }

    /// <summary>Backwards: when a connection hears of its first message, its others are decided too and are answered with it.</summary>
    public void Execute()
    {
        for (var i = _submissions.Length - 1; i >= 0; i--) _tell(_submissions[i], i);
    }

    private static void Hand(List<Submission> some, Action<Submission, int> tell) =>
        ThreadPool.UnsafeQueueUserWorkItem(new Decisions([.. some], tell), preferLocal: false);
}
