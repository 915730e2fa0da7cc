using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Flow;

/// <summary>The way of all readings through the console since it started. The volume of everybody is for whoever runs the platform.</summary>
internal sealed class ReadSystemFlow(
    FlowMeter meter, GroupCommit commit, ITelemetryStore store, LiveTopics topics, Refusals refusals, IEnumerable<IBrokerSessions> sessions, Caller caller)
{
    public async Task<Result<IReadOnlyList<FlowStep>>> RunAsync(CancellationToken ct)
    {
        if (caller.Refuses(OperationPermissions.View) is { } refused) return refused;
        if (!caller.Actor.RunsThePlatform && !caller.Actor.IsSystem) return Array.Empty<FlowStep>();
        var (figures, kept, shown) = (meter.Read(), await store.FiguresAsync(ct), topics.ShownWithin());
        var turned = refusals.List(null).Where(r => r.Border is "connect" or "publish").GroupBy(r => r.Border).ToDictionary(g => g.Key, g => g.Sum(r => r.Count));
        return new FlowStep[]
        {
            new("connection", "Connections", $"{Figures.Whole(sessions.Sum(s => s.Count))} devices and gateways are connected.", null, null, "", Lost((turned.GetValueOrDefault("connect"), "turned away at the door", false))),
            new("broker", "Broker", "Identity and topic are checked.", figures.Messages, figures.Messages - figures.Unreadable, "messages", Lost((figures.Unreadable, "could not be read at all", false))),
            new("dialect", "Dialect", "Messages are taken apart, each entry checked.", figures.Entries, figures.Entries - figures.RefusedEntries, "entries",
                Lost((figures.RefusedEntries, "refused with a reason", false)), figures.Decode.P50, figures.Decode.P95),
            new("queue", "Queue", $"{Figures.Whole(commit.Waiting)} readings wait for the commit under way.", figures.Readings, figures.Readings, "readings", [], figures.Queue.P50, figures.Queue.P95),
            new("commit", "Commit", "What is new goes to disk; then senders are answered.", figures.Readings, figures.Stored, "readings",
                Lost((figures.Readings - figures.Stored, "stored before", true)), figures.Commit.P50, figures.Commit.P95),
            new("store", "Store", store.Fault is { } fault ? fault : $"Keeps {Figures.Short(kept.Rows)} readings in {Figures.Bytes(kept.Bytes)}.", null, kept.Rows, "readings kept", []),
            new("page", "Pages", $"{Figures.Whole(topics.Listeners)} parts of open pages listen; each loads at most twice a second.", null, null, "", [], shown.Half, shown.Most),
        };
    }

    private static List<FlowLoss> Lost((long Count, string Reason, bool Harmless) loss) => loss.Count > 0 ? [new(loss.Reason, loss.Count, loss.Harmless)] : [];
}
