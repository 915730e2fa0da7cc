using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Api;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.History;

/// <summary>The newest value of each series of a choice, from memory, in the order of device ids.</summary>
internal sealed class ReadLastValues(SeriesHistory query, ILatestValues latest, IDeviceDirectory devices, ISiteDirectory sites, Caller caller)
{
    /// <param name="Cursor">From the page before; null for the first.</param>
    internal sealed record Input(ChoiceInput Choice, int Limit, string? Cursor);

    internal sealed record Row(Guid DeviceId, string Device, LatestValue Latest);

    public Task<Result<Page<Row>>> RunAsync(Input ask, CancellationToken ct) => Task.FromResult(Run(ask));

    private Result<Page<Row>> Run(Input ask)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        var choice = ask.Choice.Seen(caller, devices, sites);
        if (!choice.Succeeded) return choice.Problem;
        var after = Cursor.Read(ask.Cursor);
        var rows = new List<Row>();
        foreach (var device in query.DevicesOf(choice.Value))
        {
            if (after is not null && string.CompareOrdinal(device.DeviceId, after) <= 0) continue;
            if (rows.Count >= ask.Limit) return new Page<Row>(rows, Cursor.Of(rows[^1].Device));
            rows.AddRange(latest.For(device.Id).Where(v => choice.Value.Metrics.Contains(v.Metric)).Select(v => new Row(device.Id, device.DeviceId, v)));
        }

        return new Page<Row>(rows, null);
    }
}
