using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Benchmarks.Parts;

namespace IoTConsole.Benchmarks.Load;

/// <summary>Many connections to one broker, driven together.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int AtOnce = 32;
    private readonly List<(string Name, WireClient Client, Payloads Payloads)> _members = [];

    public long Acknowledged => _members.Sum(m => m.Client.Acknowledged);

    /// <param name="names">Client ids.</param>
    /// <param name="topic">Of a client id.</param>
    public static async Task<Crowd> GatherAsync(
        Target target, Func<string, X509Certificate2> certificateOf, IReadOnlyList<string> names, Func<string, string> topic, Func<int, Payloads> payloads, CancellationToken ct)
    {
        var crowd = new Crowd();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, names.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (i, stop) =>
            {
                using var certificate = target.Secure ? certificateOf(names[i]) : null;
                var client = await WireClient.ConnectAsync(target, names[i], topic(names[i]), certificate, stop);
                lock (crowd._members) crowd._members.Add((names[i], client, payloads(i)));
            });
        return crowd;
    }

    /// <summary>Everybody as fast as the window allows, for so long. Returns acknowledged messages a second.</summary>
    public async Task<Slice> DriveAsync(int window, TimeSpan time, Child? server)
    {
        var times = new Histogram();
        using var over = new CancellationTokenSource(time);
        var before = (Cpu: server?.Cpu ?? TimeSpan.Zero, Own: Process.GetCurrentProcess().TotalProcessorTime, At: Stopwatch.GetTimestamp());
        await Task.WhenAll(_members.Select(m => Task.Run(() => m.Client.DriveAsync(m.Payloads, window, times, over.Token))));
        return Since(before, times, server);
    }

    /// <summary>Everybody at a rate of its own, times counted from when a message was due.</summary>
    /// <param name="perSecond">Messages a second of each member.</param>
    public async Task<Slice> PaceAsync(double perSecond, TimeSpan time, Child? server, CancellationToken ct)
    {
        var times = new Histogram();
        var before = (Cpu: server?.Cpu ?? TimeSpan.Zero, Own: Process.GetCurrentProcess().TotalProcessorTime, At: Stopwatch.GetTimestamp());
        await Task.WhenAll(_members.Select((m, i) => Task.Run(() => PaceOneAsync(m.Client, m.Payloads, i, perSecond, time, times, ct))));
        return Since(before, times, server);
    }

    /// <summary>Some drop their line, as lines do, and connect again; they go on where they were.</summary>
    public async Task RejoinAsync(Target target, Func<string, X509Certificate2> certificateOf, Func<string, string> topic, int from, int count)
    {
        for (var i = from; i < Math.Min(from + count, _members.Count); i++)
        {
            var (name, client, payloads) = _members[i];
            await client.DisposeAsync();
            using var certificate = target.Secure ? certificateOf(name) : null;
            _members[i] = (name, await WireClient.ConnectAsync(target, name, topic(name), certificate, CancellationToken.None), payloads);
        }
    }

    public Task SubscribeAsync(Func<string, string> filter) => Parallel.ForEachAsync(
        _members, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (m, ct) => await m.Client.SubscribeAsync(filter(m.Name), ct));

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members) await member.Client.DisposeAsync();
    }

    private async Task PaceOneAsync(WireClient client, Payloads payloads, int rank, double perSecond, TimeSpan time, Histogram times, CancellationToken ct)
    {
        var step = (long)(Stopwatch.Frequency / perSecond);
        var start = Stopwatch.GetTimestamp() + (step * rank / Math.Max(1, _members.Count));
        var messages = (long)(time.TotalSeconds * perSecond);
        var hearing = HearAsync(client, client.Acknowledged + messages, times, ct);
        for (var n = 0L; n < messages; n++)
        {
            var due = start + (n * step);
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (left > TimeSpan.FromMilliseconds(1)) await Task.Delay(left, ct);
            await client.SendAsync(payloads, due, ct);
        }

        await hearing;
    }

    private static async Task HearAsync(WireClient client, long until, Histogram times, CancellationToken ct)
    {
        while (client.Acknowledged < until) await client.ReadAcknowledgementsAsync(times, ct);
    }

    private static Slice Since((TimeSpan Cpu, TimeSpan Own, long At) before, Histogram times, Child? server)
    {
        var seconds = Stopwatch.GetElapsedTime(before.At).TotalSeconds;
        var count = times.Count;
        return new Slice(
            count, count / seconds, server is null ? 0 : (server.Cpu - before.Cpu).TotalMicroseconds / count,
            (Process.GetCurrentProcess().TotalProcessorTime - before.Own).TotalMicroseconds / count, times.At(0.5), times.At(0.99), times.Most);
    }
}

/// <summary>What one slice of load came to.</summary>
/// <param name="Cpu">Microseconds of the server a message.</param>
/// <param name="OwnCpu">Microseconds of the generator a message.</param>
/// <param name="P50">Milliseconds to the acknowledgement.</param>
internal sealed record Slice(long Messages, double PerSecond, double Cpu, double OwnCpu, double P50, double P99, double Most)
{
    public static double Median(IReadOnlyList<Slice> slices, Func<Slice, double> of) => slices.Select(of).Order().ElementAt(slices.Count / 2);
}
