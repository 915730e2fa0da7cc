using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Vitals;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Telemetry.Sites;

/// <summary>One site in figures: how its devices are doing, which need attention and what its gateways carry. From memory.</summary>
internal sealed class ReadSite(
    FleetHealth health, SeriesBook book, LatestBoard board, ISiteDirectory sites, Caller caller, TimeProvider clock)
{
    private const int MostTroubled = 8;
    private const int MostGateways = 20;

    internal sealed record Row(Guid Id, SiteKind Kind, DateTimeOffset At, SiteTally Tally, IReadOnlyList<Troubled> Attention, IReadOnlyList<Gateway> Gateways);

    /// <param name="Why">The evidence in a few words.</param>
    internal sealed record Troubled(Guid Id, string Name, string Place, HealthState State, string Why, DateTimeOffset? LastSeen);

    /// <param name="Children">Devices it speaks for.</param>
    /// <param name="Quiet">Of those, how many are late or offline.</param>
    /// <param name="PerMinute">Reports a minute that its devices should send.</param>
    internal sealed record Gateway(Guid Id, string Name, HealthState State, int Children, int Quiet, double PerMinute, DateTimeOffset? LastSeen);

    public Task<Result<Row>> RunAsync(Guid siteId, CancellationToken ct) => Task.FromResult(Run(siteId));

    private Result<Row> Run(Guid siteId)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant || sites.Find(tenant, siteId) is not { } site) return TelemetryProblems.NoSuchSite;
        if (!caller.Actor.Can(TelemetryPermissions.View, site.Path)) return TelemetryProblems.NoSuchSite;
        var now = clock.GetUtcNow();
        var tally = new SiteTally(book, board, now.ToUnixTimeMilliseconds());
        var (troubled, gateways) = (new List<FleetHealth.Line>(), new Dictionary<Guid, FleetHealth.Line>());
        var load = new Dictionary<Guid, (int Children, int Quiet, double PerMinute)>();
        foreach (var line in health.Read())
        {
            var device = line.Device;
            if (device.TenantId != tenant || line.State == HealthState.Decommissioned || !device.SitePath.StartsWith(site.Path, StringComparison.Ordinal)) continue;
            tally.Add(line);
            if (Rank(line.State) < _worstFirst.Length) troubled.Add(line);
            if (device.IsGateway) gateways[device.Id] = line;
            if (device.GatewayId is not { } gateway) continue;
            var (children, quiet, perMinute) = load.GetValueOrDefault(gateway);
            load[gateway] = (children + 1, quiet + (line.State is HealthState.Offline or HealthState.Late ? 1 : 0), perMinute + (60.0 / Math.Max(1, device.ExpectedIntervalSeconds)));
        }

        return new Row(siteId, site.Kind, now, tally,
            troubled.OrderBy(l => Rank(l.State)).ThenBy(l => l.LastArrived).ThenBy(l => l.Device.Id).Take(MostTroubled).Select(TroubledOf).ToList(),
            gateways.Values.Select(g => GatewayOf(g, load.GetValueOrDefault(g.Device.Id)))
                .OrderByDescending(g => g.Quiet).ThenByDescending(g => g.PerMinute).ThenBy(g => g.Name, StringComparer.Ordinal).Take(MostGateways).ToList());
    }

    private static readonly HealthState[] _worstFirst = [HealthState.Offline, HealthState.Quarantined, HealthState.Late, HealthState.LowBattery];

    private static int Rank(HealthState state) => Array.IndexOf(_worstFirst, state) is >= 0 and var at ? at : _worstFirst.Length;

    private Troubled TroubledOf(FleetHealth.Line line) => new(
        line.Device.Id, line.Device.Name, sites.FindByPath(line.Device.TenantId, line.Device.SitePath) is { } at ? PlaceOf(at) : "", line.State, health.For(line.Device.Id)?.Why ?? "", Seen(line));

    private string PlaceOf(SiteNode node) => string.Join(" › ", sites.Trail(node.TenantId, node.Path).Where(n => n.Kind > SiteKind.Building).Select(n => n.Name));

    private static Gateway GatewayOf(FleetHealth.Line line, (int Children, int Quiet, double PerMinute) load) =>
        new(line.Device.Id, line.Device.Name, line.State, load.Children, load.Quiet, load.PerMinute, Seen(line));

    private static DateTimeOffset? Seen(FleetHealth.Line line) => line.LastArrived == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(line.LastArrived);
}
