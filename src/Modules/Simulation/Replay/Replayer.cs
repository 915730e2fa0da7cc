using IoTConsole.Simulation.Behaviours;
using IoTConsole.Simulation.Connections;
using IoTConsole.Simulation.Fleet;

namespace IoTConsole.Simulation.Replay;

/// <summary>Sends a data set as its devices would have: each over its own connection, at its own times or faster.</summary>
/// <param name="speed">1 is the pace of the original; null is as fast as the broker acknowledges.</param>
internal sealed class Replayer(Func<string, CancellationToken, Task<DeviceConnection>> connect, double? speed, TimeProvider clock)
{
    private const int MostRowsAtOnce = 200;

    /// <summary>No pause of the original lasts longer than this: one of its devices fell silent for 48 days.</summary>
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(30);

    public async Task<ReplayFigures> SendAsync(ReadDataSet read, CancellationToken ct)
    {
        var figures = new ReplayFigures(read);
        await Task.WhenAll(read.Rows.GroupBy(r => r.DeviceId).Select(d => SendDeviceAsync(d.Key, d.ToList(), figures, ct)));
        return figures;
    }

    private async Task SendDeviceAsync(string deviceId, List<ReplayRow> rows, ReplayFigures figures, CancellationToken ct)
    {
        await using var connection = await connect(deviceId, ct);
        using var writer = new EntryWriter(cbor: false);
        var due = clock.GetUtcNow();
        for (var at = 0; at < rows.Count;)
        {
            if (at > 0) due += Pause(rows, at);
            if (due - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, clock, ct);
            // What has become due together goes together; at the pace of the original that is one row.
            var next = at + 1;
            for (var now = clock.GetUtcNow(); next < rows.Count && next - at < MostRowsAtOnce && due + Pause(rows, next) <= now; next++) due += Pause(rows, next);
            await DeliverAsync(connection, Write(writer, rows.GetRange(at, next - at)), next - at, figures, ct);
            at = next;
        }
    }

    private TimeSpan Pause(List<ReplayRow> rows, int before)
    {
        if (speed is not { } times) return TimeSpan.Zero;
        var pause = TimeSpan.FromMilliseconds((rows[before].At - rows[before - 1].At) / times);
        return pause < _longestPause ? pause : _longestPause;
    }

    private async Task DeliverAsync(DeviceConnection connection, byte[] message, int rows, ReplayFigures figures, CancellationToken ct)
    {
        var topic = $"devices/{connection.DeviceId}/telemetry";
        for (var failures = 1; ; failures++)
        {
            if (await connection.TryConnectAsync(ct) && await connection.PublishAsync(topic, message, cbor: false, ct) is var answer && answer != Delivery.Lost)
            {
                figures.Count(rows, answer == Delivery.Acknowledged);
                return;
            }

            // Sent again until it is acknowledged: the console knows a repeat by its event time.
            await Task.Delay(Backoff.After(failures, Chance.Unit(Chance.Of(1, connection.DeviceId), failures)), clock, ct);
        }
    }

    private static byte[] Write(EntryWriter writer, List<ReplayRow> rows)
    {
        writer.Start();
        foreach (var row in rows)
        {
            writer.Begin(null, row.At, row.Sequence, row.Values.Count);
            foreach (var value in row.Values)
            {
                if (value.Text is { } text) writer.Value(value.Metric, text);
                else writer.Value(value.Metric, value.Number);
            }

            writer.End();
        }

        return writer.Finish();
    }
}
