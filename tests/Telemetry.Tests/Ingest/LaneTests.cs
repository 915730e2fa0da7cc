using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Ingest;

/// <summary>Old readings and fresh ones on their way to the writer.</summary>
public class LaneTests
{
    [Fact]
    public async Task A_backlog_takes_half_of_the_room_and_a_live_message_passes_it()
    {
        var queue = new IngestQueue(new(1_000, 1_000_000, 200));
        var backlog = Enumerable.Range(0, 20).Select(_ => queue.AddAsync(Message(100, old: true))).ToList();
        Assert.Equal((500, 500, 15), (queue.Readings, queue.Backfill, queue.Outside));

        var live = Message(100);
        await queue.AddAsync(live);
        var batch = new List<Submission>();
        Assert.True(queue.TakeAll(batch, 1_000));

        Assert.Same(live, batch[0]);
        Assert.Equal(200, batch.Skip(1).Sum(s => s.Readings.Count));
        queue.Leave(batch);
        Assert.Equal(7, backlog.Count(b => b.IsCompleted));
    }

    [Fact]
    public async Task Every_message_of_a_backlog_is_taken_in_its_order()
    {
        var queue = new IngestQueue(new(1_000, 1_000_000, 200));
        var all = Enumerable.Range(0, 50).Select(_ => Message(90, old: true)).ToList();
        var entering = all.Select(queue.AddAsync).ToList();
        queue.Close();

        var (taken, batch) = (new List<Submission>(), new List<Submission>());
        while (queue.TakeAll(batch, 1_000))
        {
            taken.AddRange(batch);
            queue.Leave(batch);
            batch.Clear();
        }

        Assert.Equal(all, taken);
        await Task.WhenAll(entering);
        Assert.Equal((0, 0, 0), (queue.Readings, queue.Backfill, queue.Outside));
    }

    [Fact]
    public void Bytes_are_bounded_like_readings_and_one_message_larger_than_the_bound_passes_alone()
    {
        var queue = new IngestQueue(new(1_000, 10_000, 200));

        Assert.True(queue.AddAsync(Message(1, bytes: 50_000)).IsCompleted);
        Assert.False(queue.AddAsync(Message(1, bytes: 10)).IsCompleted);
        var batch = new List<Submission>();
        queue.TakeAll(batch, 1_000);
        queue.Leave(batch);

        Assert.Equal((1, 0), (queue.Readings, queue.Outside));
    }

    private static Submission Message(int readings, bool old = false, int bytes = 100)
    {
        var message = new Submission(readings, bytes) { IsBackfill = old };
        for (var i = 0; i < readings; i++) message.Readings.Add(new StoredReading(1, i, ReadingKind.Number, i, null, PayloadEntry.None));
        return message;
    }
}
