using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Store;

public sealed class InfluxConformanceTests(InfluxServer server) : StoreConformance, IClassFixture<InfluxServer>
{
    internal override async Task<ITelemetryStore> OpenAsync()
    {
        var store = server.NewStore();
        await store.OpenAsync(TestContext.Current.CancellationToken);
        return store;
    }
}
