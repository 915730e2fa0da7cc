using System.Diagnostics;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Telemetry.Ingest;

namespace IoTConsole.Telemetry.Flow;

/// <summary>The hops of every message together: how many went in and out since the start, and how long each took lately.</summary>
internal sealed class FlowMeter(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly RecentTimes _decode = new();
    private readonly RecentTimes _queue = new();
    private readonly RecentTimes _commit = new();
    private readonly RecentTimes _answer = new();
    private long _messages;
    private long _unreadable;
    private long _entries;
    private long _refusedEntries;
    private long _readings;
    private long _stored;

    internal sealed record Span(double P50, double P95);

    internal sealed record Figures(
        long Messages, long Unreadable, long Entries, long RefusedEntries, long Readings, long Stored, Span Decode, Span Queue, Span Commit, Span Answer);

    /// <summary>Nothing of a message could be used.</summary>
    public void Refused(DeviceFlow sender, long bytes)
    {
        Interlocked.Increment(ref _messages);
        Interlocked.Increment(ref _unreadable);
        sender.Sent((int)Math.Min(bytes, int.MaxValue), 0);
    }

    /// <summary>A message is decided. Also notes the way for each device that it spoke for.</summary>
    public void Passed(string senderName, DeviceFlow sender, Submission submission, int entries, int refused, Outcome outcome)
    {
        var now = Stopwatch.GetTimestamp();
        ref readonly var marks = ref submission.Marks;
        Interlocked.Increment(ref _messages);
        Interlocked.Add(ref _entries, entries);
        Interlocked.Add(ref _refusedEntries, refused);
        Interlocked.Add(ref _readings, submission.Readings.Count);
        Interlocked.Add(ref _stored, outcome.Stored);
        sender.Sent(marks.Bytes, refused);
        if (marks.Committed == 0) return;
        var (decode, queue) = (Milliseconds(marks.Received, marks.Decoded), Milliseconds(marks.Decoded, marks.Begun));
        var (commit, answer) = (Milliseconds(marks.Begun, marks.Committed), Milliseconds(marks.Committed, now));
        lock (_gate)
        {
            _decode.Add(decode);
            _queue.Add(queue);
            _commit.Add(commit);
            _answer.Add(answer);
        }

        var arrived = clock.GetUtcNow() - Stopwatch.GetElapsedTime(marks.Received, now);
        for (var i = 0; i < submission.Frames.Count; i++)
        {
            var frame = submission.Frames[i];

            // Of a device with several entries in one message the last one stands for them.
            if (i + 1 < submission.Frames.Count && submission.Frames[i + 1].Track == frame.Track) continue;
            frame.Track.Flow.Passed(new(
                arrived, DateTimeOffset.FromUnixTimeMilliseconds(frame.At), DeviceFlow.SequenceOf(frame.Sequence), senderName, marks.Border, marks.Bytes,
                frame.Stored, frame.Count - frame.Stored, decode, queue, commit, answer));
        }
    }

    /// <summary>Milliseconds are those of the last 4,096 messages.</summary>
    public Figures Read()
    {
        lock (_gate)
        {
            return new(
                Interlocked.Read(ref _messages), Interlocked.Read(ref _unreadable), Interlocked.Read(ref _entries), Interlocked.Read(ref _refusedEntries),
                Interlocked.Read(ref _readings), Interlocked.Read(ref _stored), Of(_decode), Of(_queue), Of(_commit), Of(_answer));
        }
    }

    private static Span Of(RecentTimes times) => new(times.Percentile(0.5), times.Percentile(0.95));

    private static double Milliseconds(long from, long to) => from == 0 || to <= from ? 0 : Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
}
