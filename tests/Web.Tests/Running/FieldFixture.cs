namespace IoTConsole.Web.Tests.Running;

/// <summary>One running console with one organisation, shared by the tests of a class; each test uses devices of its own.</summary>
public sealed class FieldFixture : IAsyncLifetime
{
    private RunningConsole? _console;
    private Field? _field;

    internal RunningConsole Console => _console!;

    internal Field Field => _field!;

    public async ValueTask InitializeAsync()
    {
        _console = await RunningConsole.StartAsync(new() { ["Api__RequestsPerMinute"] = "100000" });
        _field = await Field.OpenAsync(_console);
    }

    public async ValueTask DisposeAsync()
    {
        _field?.Dispose();
        if (_console is not null) await _console.DisposeAsync();
    }
}
