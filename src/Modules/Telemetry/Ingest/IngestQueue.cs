using System.Diagnostics;

namespace IoTConsole.Telemetry.Ingest;

/// <param name="Readings">That may be inside, those being committed too.</param>
/// <param name="Bytes">Of the messages they came in.</param>
/// <param name="BackfillATime">Readings of the backfill lane that one commit takes.</param>
internal sealed record QueueLimits(int Readings, long Bytes, int BackfillATime);

/// <summary>
/// What waits for the writer, bounded by the number of readings and by their messages' bytes. When it is full senders wait in the
/// order they came: nothing is dropped, and memory does not grow with the backlog. Two lanes: old readings never take more than
/// half of the room, and of each commit only a bounded part, so that a returning gateway's backlog delays nobody's live readings.
/// </summary>
internal sealed class IngestQueue(QueueLimits limits)
{
    private static readonly (int, int) _never = (int.MaxValue, int.MaxValue);
    private readonly Lane _live = new(limits.Readings, limits.Bytes);
    private readonly Lane _backfill = new(limits.Readings / 2, limits.Bytes / 2);
    private int _readings;
    private long _bytes;
    private bool _closed;

    // What the waiting writer wants to be woken for; each needless wake costs both threads a switch.
    private (int Readings, int Messages) _wakeAt = _never;

    /// <summary>Readings inside, including those being committed.</summary>
    public int Readings => Volatile.Read(ref _readings);

    /// <summary>Of them, those of the backfill lane.</summary>
    public int Backfill => _backfill.Readings;

    /// <summary>Messages that wait to get in.</summary>
    public int Outside
    {
        get
        {
            lock (_live) return _live.Outside.Count + _backfill.Outside.Count;
        }
    }

    /// <summary>Completes when the submission is inside.</summary>
    /// <exception cref="InvalidOperationException">The console is stopping.</exception>
    public Task AddAsync(Submission submission)
    {
        var lane = LaneOf(submission);
        lock (_live)
        {
            if (_closed) throw new InvalidOperationException("The console is stopping and takes no more readings.");
            if (lane.Outside.Count == 0 && HasRoomFor(submission, lane))
            {
                Admit(submission, lane);
                return Task.CompletedTask;
            }

            var admitted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lane.Outside.Enqueue((submission, admitted));
            return admitted.Task;
        }
    }

    /// <summary>Blocks the writer's thread until there is work. False when closed and empty.</summary>
    public bool TakeAll(List<Submission> into, int mostReadings)
    {
        lock (_live)
        {
            while (_live.Ready.Count + _backfill.Ready.Count == 0)
            {
                if (_closed) return false;
                _wakeAt = (0, 0);
                Monitor.Wait(_live);
                _wakeAt = _never;
            }

            Take(_live, into, mostReadings);
            Take(_backfill, into, limits.BackfillATime);
            return true;
        }
    }

    /// <summary>
    /// Blocks the writer's thread while company gathers: at most until then, and not at all when nobody came during the commit before, when there
    /// is enough already, or when the console stops.
    /// </summary>
    /// <param name="until">A timestamp of the system's stopwatch.</param>
    /// <param name="enough">Live readings, or the messages they came in: a thousand senders that each wait for their answer have no more to give.</param>
    public void Gather(long until, (int Readings, int Messages) enough)
    {
        lock (_live)
        {
            if (_live.Ready.Count == 0) return;
            while (!_closed && _live.Readings < enough.Readings && _live.Ready.Count < enough.Messages)
            {
                var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), until);
                if (left < TimeSpan.FromMilliseconds(1)) return;
                _wakeAt = enough;
                Monitor.Wait(_live, left);
                _wakeAt = _never;
            }
        }
    }

    /// <summary>Their commit is over: others may enter.</summary>
    public void Leave(List<Submission> batch)
    {
        lock (_live)
        {
            foreach (var submission in batch)
            {
                var lane = LaneOf(submission);
                lane.Readings -= submission.Readings.Count;
                lane.Bytes -= submission.Bytes;
                _readings -= submission.Readings.Count;
                _bytes -= submission.Bytes;
            }

            LetIn(_live);
            LetIn(_backfill);
        }
    }

    /// <summary>What is inside or waiting is still committed; nothing new is taken.</summary>
    public void Close()
    {
        lock (_live)
        {
            _closed = true;
            Monitor.PulseAll(_live);
        }
    }

    private static void Take(Lane lane, List<Submission> into, int mostReadings)
    {
        var taken = 0;
        while (lane.Ready.TryPeek(out var next) && (taken == 0 || taken + next.Readings.Count <= mostReadings))
        {
            into.Add(lane.Ready.Dequeue());
            taken += next.Readings.Count;
        }
    }

    private Lane LaneOf(Submission submission) => submission.IsBackfill ? _backfill : _live;

    private void LetIn(Lane lane)
    {
        while (lane.Outside.TryPeek(out var next) && HasRoomFor(next.Submission, lane))
        {
            lane.Outside.Dequeue();
            Admit(next.Submission, lane);
            next.Admitted.TrySetResult();
        }
    }

    // One message larger than the whole bound must still pass, alone.
    private bool HasRoomFor(Submission submission, Lane lane) =>
        (lane.Readings == 0 || (lane.Readings + submission.Readings.Count <= lane.MostReadings && lane.Bytes + submission.Bytes <= lane.MostBytes))
        && (_readings == 0 || lane.Readings == 0 || (_readings + submission.Readings.Count <= limits.Readings && _bytes + submission.Bytes <= limits.Bytes));

    private void Admit(Submission submission, Lane lane)
    {
        lane.Readings += submission.Readings.Count;
        lane.Bytes += submission.Bytes;
        _readings += submission.Readings.Count;
        _bytes += submission.Bytes;
        lane.Ready.Enqueue(submission);
        if (_live.Readings >= _wakeAt.Readings || _live.Ready.Count >= _wakeAt.Messages) Monitor.Pulse(_live);
    }

    private sealed class Lane(int mostReadings, long mostBytes)
    {
        public int MostReadings => mostReadings;

        public long MostBytes => mostBytes;

        public Queue<Submission> Ready { get; } = new();

        public Queue<(Submission Submission, TaskCompletionSource Admitted)> Outside { get; } = new();

        public int Readings { get; set; }

        public long Bytes { get; set; }
    }
}
