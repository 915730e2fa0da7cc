using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Browser;

/// <summary>Two organisations of the same names, each with devices that have reported: what there is to look at.</summary>
public sealed class FurnishedFixture : IAsyncLifetime
{
    private TwoEstates? _estates;
    private Session? _admin;
    private Session? _neighbour;

    internal TwoEstates Estates => _estates!;

    internal RunningConsole Console => _estates!.Console;

    internal TwoEstates.Estate Ours => _estates!.Ours;

    internal Session Admin => _admin!;

    /// <summary>By device id: in Zone A <c>air-1</c> to <c>air-6</c>, in the Mill <c>mill-1</c>.</summary>
    internal Dictionary<string, string> Devices { get; } = [];

    public async ValueTask InitializeAsync()
    {
        _estates = await TwoEstates.StartAsync(new() { ["Api__RequestsPerMinute"] = "100000" });
        _admin = await _estates.SignInAsync(_estates.Ours, "admin");
        _neighbour = await _estates.SignInAsync(_estates.Theirs, "admin");
        for (var i = 1; i <= 6; i++) Devices[$"air-{i}"] = await RegisterAsync(_admin, $"air-{i}", _estates.Ours.Sites[i % 2 == 0 ? "Zone A" : "Zone B"]);
        Devices["mill-1"] = await RegisterAsync(_admin, "mill-1", _estates.Ours.Sites["Mill"]);
        await RegisterAsync(_neighbour, "theirs-1", _estates.Theirs.Sites["Zone A"]);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var device in Devices.Keys)
        {
            var entries = Enumerable.Range(0, 120).Select(m => new
            {
                ts = now.AddMinutes(-m).ToUnixTimeMilliseconds(),
                values = new Dictionary<string, double> { ["temperature"] = 20 + Math.Round(Math.Sin(m / 20.0) * 2, 2), ["humidity"] = 45 + (m % 7) },
            });
            await _admin.PostAsync($"/api/v1/devices/{device}/telemetry", entries);
        }

        Run = (await _admin.PostAsync("/api/v1/runs", new { verb = "devices.add-tag", arguments = new { tag = "mill" }, ids = new[] { Devices["mill-1"] } })).GetProperty("id").GetString()!;
        using var broken = await _admin.Http.PostAsync("/api/v1/devices/air-6/telemetry", new StringContent("{broken", System.Text.Encoding.UTF8, "application/json"));
        Refused = (await _admin.AllAsync("/api/v1/ingest/refusals"))[0].GetProperty("id").GetString()!;
    }

    /// <summary>A message that was refused, by its id.</summary>
    internal string Refused { get; private set; } = "";

    /// <summary>A run that tagged the Mill's device, by its id.</summary>
    internal string Run { get; private set; } = "";

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        _neighbour?.Dispose();
        if (_estates is not null) await _estates.DisposeAsync();
    }

    /// <summary>One reading of now, over HTTP.</summary>
    internal Task SayAsync(string device, double temperature) =>
        Admin.PostAsync($"/api/v1/devices/{device}/telemetry", new { ts = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), values = new { temperature } });

    private static async Task<string> RegisterAsync(Session session, string deviceId, Guid site)
    {
        var device = await session.PostAsync("/api/v1/devices", new
        {
            deviceId, serial = "SN-" + deviceId, name = "Air " + deviceId, model = "Climate One", manufacturer = "Maker", power = "Battery", siteId = site, expectedIntervalSeconds = 60,
        });
        return device.GetProperty("id").GetString()!;
    }
}
