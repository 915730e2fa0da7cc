using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Vitals;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.Overview;

/// <summary>How the part of the fleet that the caller sees is doing, all from memory.</summary>
internal sealed class ReadOverview(FleetTallies tallies, IngestMeters meters, ScopeRates rates, ISiteDirectory sites, Caller caller, TimeProvider clock)
{
    /// <param name="Total">Devices in the scope, those decommissioned left out.</param>
    /// <param name="Counts">By state; a state without devices is there with zero.</param>
    /// <param name="PerSecond">Readings a second over the last ten seconds, of this scope.</param>
    /// <param name="CommitP50">Milliseconds, of the whole console: a commit carries everybody's readings.</param>
    internal sealed record Row(
        DateTimeOffset At, int Total, IReadOnlyDictionary<HealthState, int> Counts, double PerSecond, IReadOnlyList<double> LastMinute,
        double CommitP50, double CommitP95, double AnswerP50, double AnswerP95,
        IReadOnlyList<NewDevice> Newest, IReadOnlyList<BuildingLine> Worst);

    internal sealed record NewDevice(Guid Id, string Name, string Model, string Place, HealthState State, DateTimeOffset RegisteredAt);

    /// <param name="Troubled">Offline, late, with a low battery or quarantined.</param>
    internal sealed record BuildingLine(Guid SiteId, string Name, int Devices, int Troubled, int Offline);

    public Task<Result<Row>> RunAsync(CancellationToken ct) => Task.FromResult(Run());

    private Result<Row> Run()
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return TelemetryProblems.NoSuchSite;
        var places = VisibleParts.Topmost(caller.Places).ToArray();
        var tally = tallies.Of(tenant, places);
        var counts = Enum.GetValues<HealthState>().ToDictionary(s => s, s => tally.Counts[(int)s]);
        var minute = rates.LastMinute(tenant, places);
        var figures = meters.Read();
        return new Row(
            clock.GetUtcNow(), tally.Counts.Sum() - counts[HealthState.Decommissioned], counts, minute.TakeLast(10).Average(), minute,
            figures.CommitP50, figures.CommitP95, figures.AnswerP50, figures.AnswerP95,
            tally.Newest.Select(NewOf).ToList(), tally.Worst);
    }

    private NewDevice NewOf(FleetHealth.Line line) => new(
        line.Device.Id, line.Device.Name, line.Device.Model, sites.NameOf(line.Device.TenantId, line.Device.SitePath), line.State, BirthOf(line.Device.Id));

    /// <summary>A version-7 id begins with its time: 48 bits of milliseconds (RFC 9562, 5.7).</summary>
    private static DateTimeOffset BirthOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds((long)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16));
    }
}
