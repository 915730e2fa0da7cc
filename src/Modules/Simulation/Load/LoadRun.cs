using IoTConsole.Simulation.Connections;

namespace IoTConsole.Simulation.Load;

/// <summary>Load on a broker by many connections at once. For tests and benchmarks, in their process or as the verb <c>simulate</c>.</summary>
internal static class LoadRun
{
    /// <summary>Until cancelled.</summary>
    public static async Task<LoadFigures> DriveAsync(
        IReadOnlyList<DeviceConnection> connections, LoadPlan plan, AcknowledgedRecord record, TimeProvider clock, CancellationToken ct)
    {
        var before = record.Count;
        var lanes = connections.Select(c => new LoadLane(c, plan, record, clock)).ToList();
        await Task.WhenAll(lanes.Select(l => l.DriveAsync(ct)));
        var milliseconds = lanes.SelectMany(l => l.Milliseconds).Order().ToList();
        foreach (var lane in lanes) lane.Dispose();
        double At(double share) => milliseconds.Count == 0 ? double.NaN : milliseconds[(int)(share * (milliseconds.Count - 1))];
        return new LoadFigures(record.Count - before, lanes.Sum(l => l.Refused), lanes.Sum(l => l.Resent), At(0.5), At(0.99));
    }
}
