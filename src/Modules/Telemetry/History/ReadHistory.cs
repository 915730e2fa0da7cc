using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.History;

/// <summary>Readings over time, raw or in buckets: of devices, or of what the caller sees of a site or a tag; one line or several.</summary>
internal sealed class ReadHistory(SeriesHistory query, QueryLimits limits, IDeviceDirectory devices, ISiteDirectory sites, Caller caller)
{
    internal sealed record Input(ChoiceInput Choice, DateTimeOffset From, DateTimeOffset To, TimeSpan? Bucket, Aggregate Aggregate, int MostPoints)
    {
        public SeriesGrouping Grouping { get; init; }
    }

    public async Task<Result<SeriesAnswer>> RunAsync(Input ask, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        var choice = ask.Choice.Seen(caller, devices, sites);
        if (!choice.Succeeded) return choice.Problem;
        if (ask.To <= ask.From) return TelemetryProblems.BadRange;
        if (ask.Bucket < TimeSpan.FromSeconds(1)) return TelemetryProblems.BadBucket;
        if (!Enum.IsDefined(ask.Aggregate) || !Enum.IsDefined(ask.Grouping)) return TelemetryProblems.BadAggregate;
        var wanted = new SeriesAsk(choice.Value, ask.From, ask.To)
        {
            Bucket = ask.Bucket, Aggregate = ask.Aggregate, Grouping = ask.Grouping, MostPoints = Math.Clamp(ask.MostPoints, 1, SeriesHistory.MostPoints),
        };
        var members = query.MembersOf(choice.Value);
        if (limits.Refuses(wanted, members) is { } tooMuch) return tooMuch;
        using var turn = await limits.EnterAsync(choice.Value.TenantId, QueryLimits.Scanned(wanted, members), ct);
        return turn.Problem is { } busy ? busy : await query.ReadAsync(wanted, members, ct);
    }
}
