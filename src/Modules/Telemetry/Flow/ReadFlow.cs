using System.Globalization;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Telemetry.Flow;

/// <summary>
/// The way of one series from its device to a page, with counts since the console started. Whoever looks has the next messages of
/// the device kept, each with the time it spent at every hop.
/// </summary>
internal sealed class ReadFlow(
    IDeviceDirectory devices, SeriesBook book, LatestBoard board, SeriesHistory history, IEnumerable<IBrokerSessions> sessions, Caller caller, TimeProvider clock)
{
    private static readonly TimeSpan _watched = TimeSpan.FromMinutes(10);

    /// <param name="Passages">Of the device, the newest first; one when nobody has looked lately.</param>
    internal sealed record Row(
        Guid DeviceId, string Name, string Device, IReadOnlyList<string> Metrics, string? Metric, IReadOnlyList<FlowStep> Steps, IReadOnlyList<Passage> Passages);

    public async Task<Result<Row>> RunAsync(string device, string? metric, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        var found = (Guid.TryParse(device, out var id) ? devices.Find(id) : null) ?? devices.FindByDeviceId(device);
        if (found is null || found.TenantId != caller.Actor.TenantId || !caller.Actor.Can(TelemetryPermissions.View, found.SitePath)) return TelemetryProblems.NoSuchDevice;
        if (book.Find(found.Id) is not { } track) return new Row(found.Id, found.Name, found.DeviceId, [], null, [], []);
        track.Flow.Watch(clock.GetUtcNow().Add(_watched).ToUnixTimeMilliseconds());
        var metrics = track.Series.Select(s => s.Metric).Order(StringComparer.Ordinal).ToList();
        var chosen = metric is not null && metrics.Contains(metric) ? metric : metrics.FirstOrDefault();
        var passages = track.Flow.Passages();
        var steps = chosen is null ? [] : await StepsOfAsync(found, track, chosen, passages, ct);
        return new Row(found.Id, found.Name, found.DeviceId, metrics, chosen, steps, passages);
    }

    private async Task<IReadOnlyList<FlowStep>> StepsOfAsync(DeviceEntry device, DeviceTrack track, string metric, IReadOnlyList<Passage> ways, CancellationToken ct)
    {
        var sender = device.GatewayId is { } gatewayId ? devices.Find(gatewayId) ?? device : device;
        var own = book.TrackOf(sender.TenantId, sender.Id).Flow;
        var flow = track.Flow;
        Passage? last = ways.Count > 0 ? ways[0] : null;
        var (kept, expected) = await KeptAsync(device, metric, ct);
        LatestCell? latest = board.TryGet(track.Find(metric), out var cell) ? cell : null;
        return
        [
            new("device", device.Name, $"{T("{0} every {1}.", MetricCatalogue.WordsOf(metric), Figures.Span(TimeSpan.FromSeconds(device.ExpectedIntervalSeconds)))} {ClockWords(last)}",
                null, null, "", []),
            new("connection", device.GatewayId is null ? T("Its own connection") : sender.Name, LinkWords(sender), null, own.Messages, T("messages since start"), [],
                last is { } newest ? Math.Max(0, newest.Travel.TotalMilliseconds) : null, Href: device.GatewayId is null ? null : $"/devices/{sender.Id}"),
            new("broker", T("Broker"), T("Identity and topic are checked; {0} received.", Figures.Bytes(own.Bytes)), own.Messages, own.Messages, T("messages"), []),
            new("dialect", T("Dialect"), T("Native JSON or CBOR is taken apart, each entry checked."), own.Entries + own.Refused, own.Entries,
                device.GatewayId is null ? T("entries of this device") : T("entries of the gateway itself"), Losses((own.Refused, T("refused as not agreed"), false)), Half(ways, w => w.Decode), Most(ways, w => w.Decode)),
            new("queue", T("Queue"), T("Waits for the commit under way to end."), flow.Entries, flow.Entries, T("entries of this device"), [], Half(ways, w => w.Queue), Most(ways, w => w.Queue)),
            new("commit", T("Commit"), T("Duplicates are told from what is new; what is new goes to disk, then the sender is answered."),
                flow.Stored + flow.Duplicates + flow.Conflicts + flow.Repeats, flow.Stored, T("readings of this device"),
                Losses((flow.Duplicates, T("stored before, sent again"), true), (flow.Repeats, T("heard again by number"), true), (flow.Conflicts, T("with another value for a stored moment"), false)),
                Half(ways, w => w.Commit), Most(ways, w => w.Commit)),
            new("store", T("Store"), T("Of this series in the last 24 hours: {0}.", CompletenessWords(kept, expected)), null, kept, T("readings in 24 hours"), []),
            new("page", T("Latest value and pages"), LatestWords(latest), null, null, "", [], Half(ways, w => w.Answer), Most(ways, w => w.Answer)),
        ];
    }

    private async Task<(long Kept, long Expected)> KeptAsync(DeviceEntry device, string metric, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var answer = await history.ReadAsync(
            new(new(device.TenantId, [metric]) { Devices = [device.Id] }, now.AddDays(-1), now) { Bucket = TimeSpan.FromHours(1), Aggregate = Aggregate.Count, MostPoints = 48 }, ct);
        return (answer.Lines[0].Points.Sum(p => p.Count), 86_400 / Math.Max(1, device.ExpectedIntervalSeconds));
    }

    private string LinkWords(DeviceEntry sender)
    {
        var broker = sessions.FirstOrDefault();
        if (broker is null) return T("This console has no broker of its own.");
        var who = sender.IsGateway ? T("Gateway {0}: ", sender.DeviceId) : "";
        return who + (broker.IsConnected(sender.DeviceId) ? T("connected by MQTT.") : T("not connected at the moment."));
    }

    private static string ClockWords(Passage? last) => last switch
    {
        null => T("Nothing was heard since the console started."),
        { Travel.TotalSeconds: < -1 } way => T("Its clock is {0} ahead of ours.", Figures.Span(way.Travel.Negate())),
        { Travel.TotalMinutes: > 2 } way => T("Its last message was {0} under way, or its clock is behind.", Figures.Span(way.Travel)),
        _ => T("Its clock agrees with ours."),
    };

    private string LatestWords(LatestCell? latest) => latest is { } cell
        ? T("Shows {0}, measured {1}. Open pages hear of it after the commit, at most twice a second.", cell.Reading.Value.ToWords(CultureInfo.CurrentCulture), Figures.Age(clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(cell.Reading.At)))
        : T("No value yet.");

    private static string CompletenessWords(long kept, long expected) => expected == 0
        ? T("none is expected")
        : T("{0} of {1} expected ({2:P0})", Figures.Whole(kept), Figures.Whole(expected), Math.Min(1.0, (double)kept / expected));

    private static List<FlowLoss> Losses(params (long Count, string Reason, bool Harmless)[] losses) =>
        losses.Where(l => l.Count > 0).Select(l => new FlowLoss(l.Reason, l.Count, l.Harmless)).ToList();

    private static double? Half(IReadOnlyList<Passage> ways, Func<Passage, double> of) => At(ways, of, 0.5);

    private static double? Most(IReadOnlyList<Passage> ways, Func<Passage, double> of) => ways.Count < 2 ? null : At(ways, of, 0.95);

    private static double? At(IReadOnlyList<Passage> ways, Func<Passage, double> of, double share) =>
        ways.Count == 0 ? null : ways.Select(of).Order().ElementAt((int)(share * (ways.Count - 1)));
}
