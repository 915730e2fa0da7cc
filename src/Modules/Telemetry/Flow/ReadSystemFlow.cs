using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Store;
using static IoTConsole.Infrastructure.Ui.Words;

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
            new("connection", T("Connections"), T("{0} devices and gateways are connected.", Figures.Whole(sessions.Sum(s => s.Count))), null, null, "", Lost((turned.GetValueOrDefault("connect"), T("turned away at the door"), false))),
            new("broker", T("Broker"), T("Identity and topic are checked."), figures.Messages, figures.Messages - figures.Unreadable, T("messages"), Lost((figures.Unreadable, T("could not be read at all"), false))),
            new("dialect", T("Dialect"), T("Messages are taken apart, each entry checked."), figures.Entries, figures.Entries - figures.RefusedEntries, T("entries"),
                Lost((figures.RefusedEntries, T("refused with a reason"), false)), figures.Decode.P50, figures.Decode.P95),
            new("queue", T("Queue"), T("{0} readings wait for the commit under way.", Figures.Whole(commit.Waiting)), figures.Readings, figures.Readings, T("readings"), [], figures.Queue.P50, figures.Queue.P95),
            new("commit", T("Commit"), T("What is new goes to disk; then senders are answered."), figures.Readings, figures.Stored, T("readings"),
                Lost((figures.Readings - figures.Stored, T("stored before"), true)), figures.Commit.P50, figures.Commit.P95),
            new("store", T("Store"), store.Fault is { } fault ? T(fault) : T("Keeps {0} readings in {1}.", Figures.Short(kept.Rows), Figures.Bytes(kept.Bytes)), null, kept.Rows, T("readings kept"), []),
            new("page", T("Pages"), T("{0} parts of open pages listen; each loads at most twice a second.", Figures.Whole(topics.Listeners)), null, null, "", [], shown.Half, shown.Most),
        };
    }

    private static List<FlowLoss> Lost((long Count, string Reason, bool Harmless) loss) => loss.Count > 0 ? [new(loss.Reason, loss.Count, loss.Harmless)] : [];
}
