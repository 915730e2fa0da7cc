using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Store;

public sealed class DuckConformanceTests : StoreConformance, IAsyncDisposable
{
    private readonly StoreFixture _fixture = new();

    internal override Task<ITelemetryStore> OpenAsync() => Task.FromResult(_fixture.Store);

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
