using System.Diagnostics;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Telemetry.Ingest;

/// <summary>
/// The one writer. Everything that arrived while the last commit ran is committed next, as one transaction; a sender's task
/// completes when its readings are on disk. The busier it gets, the larger the batches.
/// </summary>
internal sealed class GroupCommit : IDisposable
{
    private const int MostReadingsACommit = 100_000;
    private static readonly (int Readings, int Messages) _enough = (5_000, 256);

    // A commit costs the processor some milliseconds whatever it carries: when many send, it waits for more of them (decision 0014).
    private static readonly long _betweenCommits = Stopwatch.Frequency / 50;

    /// <summary>Of old readings: what a live one may have to wait for beside its own commit.</summary>
    public const int BackfillACommit = 1_500;

    private readonly ITelemetryStore _store;
    private readonly LatestBoard _board;
    private readonly DuplicateJudge _judge;
    private readonly IngestMeters _meters;
    private readonly ScopeRates _rates;
    private readonly TimeProvider _clock;
    private readonly ILogger<GroupCommit> _log;
    private readonly IngestQueue _queue;
    private readonly List<Submission> _batch = [];
    private readonly List<StoredReading> _rows = [];
    private readonly List<Outcome> _outcomes = [];
    private Thread? _thread;
    private long _lastArrived;
    private bool _doubtful;

    public GroupCommit(
        ITelemetryStore store, LatestBoard board, IngestMeters meters, ScopeRates rates, TelemetrySettings settings, TimeProvider clock, ILogger<GroupCommit> log)
    {
        (_store, _board, _meters, _rates, _clock, _log) = (store, board, meters, rates, clock, log);
        _judge = new DuplicateJudge(board, store);
        _queue = new IngestQueue(new(settings.MostWaitingReadings, settings.MostWaitingMegabytes * 1024L * 1024, BackfillACommit));
        _meters.WatchQueue(_queue);
    }

    /// <summary>Raised on the writer's thread after a commit, with the tracks that reported; must be quick.</summary>
    public event Action<IReadOnlyCollection<DeviceTrack>>? Committed;

    public int Waiting => _queue.Readings;

    /// <summary>Of what waits, the old readings.</summary>
    public int Backfill => _queue.Backfill;

    public int Outside => _queue.Outside;

    /// <summary>When the oldest message now being committed was taken; null while idle. Its age is the lag.</summary>
    public long? BusySince { get; private set; }

    /// <summary>When this process began to take readings, milliseconds since 1970.</summary>
    public long ListeningSince { get; private set; }

    /// <param name="lastArrived">The newest arrival in the store: arrivals never go back, even if the clock does.</param>
    public void Start(long lastArrived)
    {
        _lastArrived = lastArrived;
        ListeningSince = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        _thread = new Thread(Run) { IsBackground = true, Name = "Group commit" };
        _thread.Start();
    }

    /// <exception cref="StoreFault">Nothing of the message was stored; the sender should send it again.</exception>
    public async Task<Outcome> StoreAsync(Submission submission)
    {
        await EnterAsync(submission);
        return await submission.Done;
    }

    /// <summary>Completes when the submission has its place; its own task completes when it is on disk.</summary>
    public Task EnterAsync(Submission submission) => _queue.AddAsync(submission);

    /// <summary>Takes nothing new, commits what is inside, and returns when that is done.</summary>
    public Task DrainAsync()
    {
        _queue.Close();
        return Task.Run(() => _thread?.Join());
    }

    private void Run()
    {
        while (_queue.TakeAll(_batch, MostReadingsACommit))
        {
            BusySince = _clock.GetTimestamp();
            var next = Stopwatch.GetTimestamp() + _betweenCommits;
            Commit();
            _queue.Leave(_batch);
            _batch.Clear();
            BusySince = null;
            _queue.Gather(next, _enough);
        }
    }

    // The writer has this thread to itself, so it waits for the store in place.
    private void Commit()
    {
        _rows.Clear();
        _outcomes.Clear();
        var arrived = _lastArrived = Math.Max(_lastArrived, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        try
        {
            using var activity = IngestMeters.Activities.StartActivity("commit readings");
            var started = Stopwatch.GetTimestamp();
            if (_doubtful) Resynchronise();
            _judge.Begin(_batch);
            foreach (var submission in _batch) _outcomes.Add(Sort(submission, arrived));
            if (_rows.Count > 0) _store.AppendAsync(_rows.ToArray(), arrived, CancellationToken.None).GetAwaiter().GetResult();
            var committed = Stopwatch.GetTimestamp();
            foreach (var submission in _batch) (submission.Marks.Begun, submission.Marks.Committed) = (started, committed);
            activity?.SetTag("readings", _rows.Count);
            _meters.Committed(_rows.Count, Stopwatch.GetElapsedTime(started));
        }
        catch (Exception fault)
        {
            // Whatever went wrong, nobody is acknowledged, and the writer lives on.
            _judge.Forget();
            _doubtful = true;
            if (fault is not StoreFault) _log.LogError(fault, "A batch could not be judged");
            Decisions.Failed(_batch, fault as StoreFault ?? new StoreFault("Readings could not be stored.", fault));
            return;
        }

        // From here on everything is on disk: memory follows the store, never the other way round.
        foreach (var row in _rows) _board.Put(row, arrived);
        var reported = new HashSet<DeviceTrack>();
        foreach (var submission in _batch)
            foreach (var frame in submission.Frames)
            {
                if (reported.Add(frame.Track)) frame.Track.Seen(arrived);
                _rates.Add(frame.Track.TenantId, frame.SitePath, frame.Count);
            }

        Decisions.Stored(_batch, _outcomes);
        Tell(reported);
    }

    // A commit that reported a failure may still have reached the disk; its resend must then be found to be a duplicate.
    private void Resynchronise()
    {
        foreach (var cell in _store.LoadLatestAsync(CancellationToken.None).GetAwaiter().GetResult()) _board.Put(cell.Reading, cell.Arrived);
        _doubtful = false;
    }

    private Outcome Sort(Submission submission, long now)
    {
        int stored = 0, duplicates = 0, conflicts = 0, repeats = 0;
        for (var at = 0; at < submission.Frames.Count; at++)
        {
            var frame = submission.Frames[at];
            if (_judge.IsRepeat(submission, frame, now))
            {
                repeats += frame.Count;
                frame.Track.Flow.Judged(0, 0, 0, frame.Count);
                continue;
            }

            var (storedBefore, duplicatesBefore, conflictsBefore) = (stored, duplicates, conflicts);
            for (var i = frame.First; i < frame.First + frame.Count; i++)
            {
                var reading = submission.Readings[i];
                switch (_judge.Judge(reading))
                {
                    case Judgement.New:
                        _rows.Add(reading);
                        stored++;
                        break;
                    case Judgement.Duplicate:
                        duplicates++;
                        break;
                    default:
                        conflicts++;
                        break;
                }
            }

            submission.Frames[at] = frame with { Stored = stored - storedBefore };
            frame.Track.Flow.Judged(stored - storedBefore, duplicates - duplicatesBefore, conflicts - conflictsBefore, 0);
        }

        return new(stored, duplicates, conflicts, repeats);
    }

    private void Tell(HashSet<DeviceTrack> reported)
    {
        try
        {
            Committed?.Invoke(reported);
        }
        catch (Exception fault)
        {
            _log.LogWarning(fault, "A listener of commits failed");
        }
    }

    public void Dispose() => _queue.Close();
}
