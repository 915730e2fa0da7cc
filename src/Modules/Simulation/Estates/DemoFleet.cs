using IoTConsole.Infrastructure.Broker;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Simulation.Connections;
using IoTConsole.Simulation.Contracts;
using IoTConsole.Simulation.Fleet;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Simulation.Estates;

/// <summary>Keeps the demonstration's fleets alive while the host runs. Idle until the ground is prepared; all it does goes over the network.</summary>
internal sealed class DemoFleet(
    IServiceProvider services, IConfiguration configuration, TimeProvider clock, ILogger<DemoFleet> log) : BackgroundService
{
    // How far back a fleet goes on after a stop: what a gateway of that size could keep.
    private static readonly TimeSpan _smallMemory = TimeSpan.FromHours(24);
    private static readonly TimeSpan _largeMemory = TimeSpan.FromMinutes(10);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _remembering = new();
    private IReadOnlyList<VirtualFleet> _fleets = [];

    public string Directory => Path.Combine(configuration["DataDirectory"] ?? "data", "simulation");

    public IReadOnlyList<FleetFigures> Figures() => _fleets.Select(f => f.Figures()).ToList();

    /// <summary>The ground is prepared and the broker listens.</summary>
    public void Begin() => _begun.TrySetResult();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _begun.Task.WaitAsync(stoppingToken);
        var state = DemoState.Load(Directory) ?? throw new InvalidOperationException("The demonstration has begun without its state.");
        var target = Target();
        var positions = DemoState.LoadPositions(Directory);
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var memory = (long)(state.Buildings <= DemoOptions.Small ? _smallMemory : _largeMemory).TotalSeconds;
        var oldest = Math.Max(state.HistoryFrom, now - memory);
        var from = positions.ToDictionary(p => p.Key, p => Math.Max(p.Value, oldest));
        _fleets = DemoGround.PlansOf(state).Select(plan => new VirtualFleet(
            plan, state.Born, oldest, from, target, FactoryAuthority.Open(FactoryDirectory(plan), plan.Organisation, clock), clock, log)).ToList();
        try
        {
            await Task.WhenAll(_fleets.Select(f => f.LiveAsync(_ => Remember(), stoppingToken)));
        }
        finally
        {
            foreach (var fleet in _fleets) await fleet.DisposeAsync();
            Remember();
            var figures = Figures();
            log.LogInformation(
                "The fleet is at rest: acknowledged {Readings} readings in {Entries} entries since the start, refused {Refused} entries",
                figures.Sum(f => f.Readings), figures.Sum(f => f.Entries), figures.Sum(f => f.Refused));
        }
    }

    public string FactoryDirectory(FleetPlan plan) => Path.Combine(Directory, plan.Prefix);

    private BrokerTarget Target()
    {
        // Asked for only now: a host that never begins a demonstration needs neither.
        var port = services.GetRequiredService<BrokerAddresses>().TlsPort ?? throw new InvalidOperationException("The broker does not listen.");
        // By name, as any device: localhost is in the broker's certificate.
        return new BrokerTarget("localhost", port, services.GetRequiredService<IServerIdentity>().RootPem);
    }

    private void Remember()
    {
        lock (_remembering)
            DemoState.SavePositions(Directory, _fleets.SelectMany(f => f.Positions()).ToDictionary(p => p.Key, p => p.Value));
    }
}
