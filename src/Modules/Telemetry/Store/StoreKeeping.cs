using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Telemetry.Store;

internal sealed class StoreKeeping(ITelemetryStore store) : IStoreKeeping
{
    public async Task<long?> CopyAsync(string directory, CancellationToken ct) => store is IStoreUpkeep upkeep ? await upkeep.CopyAsync(directory, ct) : null;

    public async Task<StoreReport> CheckAsync(CancellationToken ct)
    {
        var check = await store.CheckAsync(ct);
        return new(check.Readings, check.Faults);
    }
}
