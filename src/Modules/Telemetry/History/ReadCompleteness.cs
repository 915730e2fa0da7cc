using System.Runtime.InteropServices;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Store;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.History;

/// <summary>How much of what devices should have sent is there: expected by their interval, received as stored, worst first.</summary>
internal sealed class ReadCompleteness(
    SeriesHistory query, ITelemetryStore store, QueryLimits limits, IDeviceDirectory devices, ISiteDirectory sites, Caller caller, TimeProvider clock)
{
    private const int MostBuckets = 200_000;
    private const long Hour = 3_600_000;

    /// <param name="MostDevices">1 to 500; the totals are always of all.</param>
    internal sealed record Input(ChoiceInput Choice, DateTimeOffset From, DateTimeOffset To, int MostDevices);

    /// <param name="To">Not later than now: what lies ahead is not expected yet.</param>
    internal sealed record Row(DateTimeOffset From, DateTimeOffset To, Tally All, IReadOnlyList<DeviceTally> Devices, IReadOnlyList<PartTally> Parts);

    /// <param name="Complete">Of what was expected, 0 to 1: more from one device does not make up for less from another. Null when nothing was expected.</param>
    internal sealed record Tally(long Expected, long Received, double? Complete);

    internal sealed record DeviceTally(Guid Id, string DeviceId, int IntervalSeconds, Tally Tally);

    /// <param name="From">Start of an hour or a day, UTC.</param>
    internal sealed record PartTally(DateTimeOffset From, Tally Tally);

    public async Task<Result<Row>> RunAsync(Input ask, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        var choice = ask.Choice.Seen(caller, devices, sites);
        if (!choice.Succeeded) return choice.Problem;
        var now = clock.GetUtcNow();
        var to = ask.To < now ? ask.To : now;
        if (to <= ask.From) return TelemetryProblems.BadRange;
        var width = to - ask.From > TimeSpan.FromDays(3) ? 24 * Hour : Hour;
        var members = query.MembersOf(choice.Value);
        var parts = (long)((to - ask.From).TotalMilliseconds / width) + 2;
        if (parts * Math.Max(1, members.Count) > MostBuckets) return TelemetryProblems.TooMuchToRead;
        using var turn = await limits.EnterAsync(choice.Value.TenantId, parts * members.Count, ct);
        if (turn.Problem is { } busy) return busy;
        var (from, end) = (SeriesHistory.Milliseconds(ask.From), SeriesHistory.Milliseconds(to));
        var buckets = await store.ReadBucketsAsync(new([.. members.Select(m => m.Series)], from, end, width, MostBuckets, EachSeries: true), ct);

        // A device that reports several of the metrics reports them together: what it sent is what most came of.
        var owners = members.ToDictionary(m => m.Series, m => m.Device.Id);
        var received = buckets.GroupBy(b => (Device: owners[b.Series], b.Start)).ToDictionary(g => g.Key, g => g.Max(b => b.Count));
        return Sum(query.DevicesOf(choice.Value).Where(IsExpected).ToList(), received, from, end, width, Math.Clamp(ask.MostDevices, 1, 500));
    }

    private static bool IsExpected(DeviceEntry device) => device.State is LifecycleState.Active or LifecycleState.Quarantined or LifecycleState.Maintenance;

    private static Row Sum(List<DeviceEntry> expecting, Dictionary<(Guid Device, long Start), long> received, long from, long to, long width, int most)
    {
        var (lines, byPart) = (new List<DeviceTally>(), new SortedDictionary<long, Count>());
        var all = default(Count);
        foreach (var device in expecting)
        {
            var ofDevice = default(Count);

            // A device is not missed before the console knew it; its id carries that moment.
            var since = Math.Max(from, BornAt(device.Id));
            for (var start = from / width * width; start < to; start += width)
            {
                var milliseconds = Math.Max(0, Math.Min(to, start + width) - Math.Max(since, start));
                var part = new Count((double)milliseconds / 1000 / Math.Max(1, device.ExpectedIntervalSeconds), received.GetValueOrDefault((device.Id, start)));
                byPart[start] = byPart.GetValueOrDefault(start).Add(part);
                ofDevice = ofDevice.Add(part);
            }

            all = all.Add(ofDevice);
            lines.Add(new(device.Id, device.DeviceId, device.ExpectedIntervalSeconds, ofDevice.ToTally()));
        }

        var worst = lines.OrderBy(l => l.Tally.Complete ?? 2).ThenBy(l => l.DeviceId, StringComparer.Ordinal).Take(most).ToList();
        return new(
            DateTimeOffset.FromUnixTimeMilliseconds(from), DateTimeOffset.FromUnixTimeMilliseconds(to), all.ToTally(), worst,
            byPart.Select(p => new PartTally(DateTimeOffset.FromUnixTimeMilliseconds(p.Key), p.Value.ToTally())).ToList());
    }

    private static long BornAt(Guid id) => id.Version == 7 ? Convert.ToInt64(id.ToString("N")[..12], 16) : 0;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Count(double Expected, long Received, double Met)
    {
        public Count(double expected, long received)
            : this(expected, received, Math.Min(expected, received))
        {
        }

        public Count Add(Count other) => new(Expected + other.Expected, Received + other.Received, Met + other.Met);

        public Tally ToTally() => new((long)Math.Round(Expected), Received, Expected < 0.5 ? null : Math.Min(1, Met / Expected));
    }
}
