using IoTConsole.Simulation.Connections;

namespace IoTConsole.Simulation.Load;

/// <summary><c>simulate --connections N --key KEY [--window N] [--entries N] [--rate N] [--seconds N] [--acknowledged FILE]</c></summary>
internal static class SimulateVerb
{
    public static async Task<int> StartAsync(string[] args, TextWriter output, TimeProvider clock, CancellationToken ct)
    {
        var words = new Words(args, [.. Enrolment.Names, "--connections", "--window", "--entries", "--rate", "--seconds", "--acknowledged", "--name"], []);
        var count = (int)(words.Number("--connections", 1, 10_000) ?? 10);
        var plan = new LoadPlan(
            (int)(words.Number("--window", 1, 1_000) ?? 16), (int)(words.Number("--entries", 1, 1_000) ?? 1), words.Number("--rate", 0.001, 100_000));
        var seconds = words.Number("--seconds", 0.1, 1_000_000);
        var name = words.Text("--name") ?? "load";
        using var enrolment = Enrolment.From(words, clock);
        var connections = new List<DeviceConnection>();
        for (var n = 1; n <= count; n++) connections.Add(await enrolment.ConnectionOfAsync($"{name}-{n:0000}", "load", ct));

        // Whoever started this waits for the line before it begins to kill things.
        await output.WriteLineAsync($"{count} connections are sending.");
        using var record = new AcknowledgedRecord(words.Text("--acknowledged"));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (seconds is { } limit) over.CancelAfter(TimeSpan.FromSeconds(limit));
        var figures = await LoadRun.DriveAsync(connections, plan, record, clock, over.Token);
        foreach (var connection in connections) await connection.DisposeAsync();
        await output.WriteLineAsync(
            $"acknowledged {figures.Acknowledged:N0} readings, refused {figures.Refused:N0}, sent again {figures.Resent:N0} times, p50 {figures.P50:0.0} ms, p99 {figures.P99:0.0} ms");
        return figures.Refused == 0 ? 0 : 1;
    }
}
