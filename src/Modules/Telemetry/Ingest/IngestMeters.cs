using System.Diagnostics;
using System.Diagnostics.Metrics;
using IoTConsole.Infrastructure.Counting;

namespace IoTConsole.Telemetry.Ingest;

/// <summary>What ingest is doing: metrics, traces, and the last minutes for the pages.</summary>
internal sealed class IngestMeters : IDisposable
{
    public const string Name = "IoTConsole";
    private const int KeptSeconds = 180;
    private readonly TimeProvider _clock;
    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _stored;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _answer;
    private readonly (long Second, long Stored)[] _seconds = new (long, long)[KeptSeconds];
    private readonly RecentTimes _commits = new();
    private readonly RecentTimes _answers = new();

    public IngestMeters(TimeProvider clock)
    {
        _clock = clock;
        _stored = _meter.CreateCounter<long>("iotconsole_readings_stored", description: "Readings committed to the store");
        _batch = _meter.CreateHistogram<int>("iotconsole_commit_readings", description: "Readings in one commit");
        _commit = _meter.CreateHistogram<double>("iotconsole_commit_seconds", "s", "Time of one commit");
        _answer = _meter.CreateHistogram<double>("iotconsole_answer_seconds", "s", "From a message's arrival to its acknowledgement");
    }

    public static ActivitySource Activities { get; } = new(Name);

    /// <param name="PerSecond">Readings a second over the last ten full seconds.</param>
    /// <param name="Spark">Readings stored in each of the last 60 full seconds, oldest first.</param>
    internal sealed record Figures(
        double PerSecond, IReadOnlyList<double> Spark, double CommitP50, double CommitP95, double AnswerP50, double AnswerP95, long Total, long Commits);

    /// <summary>Readings stored since start.</summary>
    public long Total { get; private set; }

    public long Commits { get; private set; }

    public void WatchQueue(IngestQueue queue)
    {
        _meter.CreateObservableGauge("iotconsole_queue_readings", () => queue.Readings, description: "Readings waiting for the store");
        _meter.CreateObservableGauge("iotconsole_queue_backfill", () => queue.Backfill, description: "Of the readings waiting for the store, the old ones");
        _meter.CreateObservableGauge("iotconsole_queue_outside", () => queue.Outside, description: "Messages made to wait because the queue is full");
    }

    public void Committed(int readings, TimeSpan took)
    {
        _stored.Add(readings);
        _batch.Record(readings);
        _commit.Record(took.TotalSeconds);
        lock (_seconds)
        {
            Total += readings;
            Commits++;
            var now = _clock.GetUtcNow().ToUnixTimeSeconds();
            ref var slot = ref _seconds[now % KeptSeconds];
            slot = slot.Second == now ? (now, slot.Stored + readings) : (now, readings);
            _commits.Add(took.TotalMilliseconds);
        }
    }

    public void Answered(TimeSpan took)
    {
        _answer.Record(took.TotalSeconds);
        lock (_seconds) _answers.Add(took.TotalMilliseconds);
    }

    /// <summary>Milliseconds are those of the last 4,096 commits and answers.</summary>
    public Figures Read()
    {
        lock (_seconds)
        {
            var now = _clock.GetUtcNow().ToUnixTimeSeconds();
            var spark = Enumerable.Range(1, 60).Select(back => now - 61 + back).Select(second =>
                _seconds[second % KeptSeconds] is var slot && slot.Second == second ? (double)slot.Stored : 0).ToList();
            return new(
                spark.TakeLast(10).Average(), spark,
                _commits.Percentile(0.5), _commits.Percentile(0.95), _answers.Percentile(0.5), _answers.Percentile(0.95), Total, Commits);
        }
    }

    public void Dispose() => _meter.Dispose();
}
