namespace IoTConsole.Telemetry.Ingest;

/// <summary>
/// What waits for the writer, bounded by the number of readings. When it is full senders wait in the order they came:
/// nothing is dropped, and memory does not grow with the backlog.
/// </summary>
internal sealed class IngestQueue(int mostReadings)
{
    private readonly Queue<Submission> _ready = new();
    private readonly Queue<(Submission Submission, TaskCompletionSource Admitted)> _outside = new();
    private int _readings;
    private bool _closed;

    /// <summary>Readings inside, including those being committed.</summary>
    public int Readings => Volatile.Read(ref _readings);

    /// <summary>Messages that wait to get in.</summary>
    public int Outside
    {
        get
        {
            lock (_ready) return _outside.Count;
        }
    }

    /// <summary>Completes when the submission is inside.</summary>
    /// <exception cref="InvalidOperationException">The console is stopping.</exception>
    public Task AddAsync(Submission submission)
    {
        lock (_ready)
        {
            if (_closed) throw new InvalidOperationException("The console is stopping and takes no more readings.");
            if (_outside.Count == 0 && HasRoomFor(submission))
            {
                Admit(submission);
                return Task.CompletedTask;
            }

            var admitted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _outside.Enqueue((submission, admitted));
            return admitted.Task;
        }
    }

    /// <summary>Blocks the writer's thread until there is work. False when closed and empty.</summary>
    public bool TakeAll(List<Submission> into, int mostReadings)
    {
        lock (_ready)
        {
            while (_ready.Count == 0)
            {
                if (_closed) return false;
                Monitor.Wait(_ready);
            }

            var taken = 0;
            while (_ready.TryPeek(out var next) && (taken == 0 || taken + next.Readings.Count <= mostReadings))
            {
                into.Add(_ready.Dequeue());
                taken += next.Readings.Count;
            }

            return true;
        }
    }

    /// <summary>Their commit is over: others may enter.</summary>
    public void Leave(int readings)
    {
        lock (_ready)
        {
            _readings -= readings;
            while (_outside.TryPeek(out var next) && HasRoomFor(next.Submission))
            {
                _outside.Dequeue();
                Admit(next.Submission);
                next.Admitted.TrySetResult();
            }
        }
    }

    /// <summary>What is inside or waiting is still committed; nothing new is taken.</summary>
    public void Close()
    {
        lock (_ready)
        {
            _closed = true;
            Monitor.PulseAll(_ready);
        }
    }

    // One message larger than the whole bound must still pass, alone.
    private bool HasRoomFor(Submission submission) => _readings == 0 || _readings + submission.Readings.Count <= mostReadings;

    private void Admit(Submission submission)
    {
        _readings += submission.Readings.Count;
        _ready.Enqueue(submission);
        Monitor.Pulse(_ready);
    }
}
