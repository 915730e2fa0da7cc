using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace IoTConsole.Web.Tests.Running;

/// <summary>Devices of one organisation as an integrator handles them: registered through the API, connected through the broker.</summary>
internal sealed class Field(RunningConsole console, Session session, string siteId) : IDisposable
{
    public OpenSsl Ssl { get; } = new();

    public Session Session { get; } = session;

    /// <summary>What devices must trust, as PEM.</summary>
    public string? RootPem { get; private set; }

    /// <summary>A console with one organisation and one building to put devices into.</summary>
    public static async Task<Field> OpenAsync(RunningConsole console)
    {
        var session = await Session.SignInAsync(console);
        var root = (await session.AllAsync("/api/v1/sites")).Single(s => s.GetProperty("kind").GetString() == "Portfolio").GetProperty("id").GetString();
        var building = await session.PostAsync("/api/v1/sites", new { parentId = root, kind = "Building", name = "Harbour House", timeZone = "Europe/London" });
        return new Field(console, session, building.GetProperty("id").GetString()!);
    }

    /// <summary>The same console after a restart, to read what is there.</summary>
    public static async Task<Field> OpenAgainAsync(RunningConsole console) => new(console, await Session.SignInAsync(console), "");

    /// <summary>Registers by CSR and leaves <c>{deviceId}.key</c> and <c>{deviceId}.crt</c> with openssl's files.</summary>
    /// <returns>The device's id in the API.</returns>
    public async Task<string> RegisterAsync(string deviceId, bool isGateway = false)
    {
        var csr = await Ssl.RequestAsync(deviceId);
        var registered = await Session.PostAsync("/api/v1/devices", new
        {
            serial = "SN-" + deviceId, deviceId, name = deviceId, model = "T1", manufacturer = "Test", hardwareRevision = "A", power = "Mains",
            siteId, isGateway, tags = Array.Empty<string>(), expectedIntervalSeconds = 60,
        });
        var id = registered.GetProperty("id").GetString()!;
        var issued = await Session.PostAsync($"/api/v1/devices/{id}/certificates", new { csr });
        Ssl.Write($"{deviceId}.crt", issued.GetProperty("chainPem").GetString()!);
        RootPem ??= issued.GetProperty("rootPem").GetString();
        Ssl.Write("root.pem", RootPem!);
        return id;
    }

    public MqttDevice Device(string deviceId, string? files = null) => new(console.TlsPort, deviceId, CertificateOf(files ?? deviceId));

    public X509Certificate2 CertificateOf(string files) => MqttDevice.Certificate(Ssl.Read(files + ".crt"), Ssl.Read(files + ".key"));

    public Mosquitto Mosquitto(string deviceId, string? files = null) =>
        new(console, deviceId, Ssl.PathOf("root.pem"), Ssl.PathOf((files ?? deviceId) + ".crt"), Ssl.PathOf((files ?? deviceId) + ".key"));

    /// <summary>Accepts a maker's root: devices whose names match the pattern register themselves when they first connect.</summary>
    public async Task TrustAsync(string name, string pem, string pattern)
    {
        await Session.PostAsync("/api/v1/authorities", new
        {
            name, pem, template = new { pattern, siteId, model = "T2", isGateway = false, approveAutomatically = true },
        });
    }

    /// <summary>Every stored reading of one metric, oldest first.</summary>
    public async Task<List<(long Ts, double Value)>> ReadingsAsync(string device, string metric)
    {
        var readings = new List<(long Ts, double Value)>();
        for (var from = "2000-01-01T00:00:00Z"; ;)
        {
            var page = await Session.GetAsync($"/api/v1/telemetry?device={device}&metric={Uri.EscapeDataString(metric)}&aggregate=Raw&from={Uri.EscapeDataString(from)}&to=2100-01-01T00:00:00Z&limit=5000");
            foreach (var point in page.GetProperty("points").EnumerateArray())
                readings.Add((point.GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds(), point.GetProperty("value").GetDouble()));
            if (page.GetProperty("complete").GetBoolean()) return readings;
            from = DateTimeOffset.FromUnixTimeMilliseconds(readings[^1].Ts + 1).ToString("O", CultureInfo.InvariantCulture);
        }
    }

    public async Task<JsonElement> DeviceAsync(string id) => await Session.GetAsync($"/api/v1/devices/{id}");

    /// <summary>How often something was refused at a border, for this reason.</summary>
    public Task<double> RefusedAsync(string border, string reason) =>
        console.MetricAsync("iotconsole_refusals", $"border=\"{border}\"", $"reason=\"{reason}\"");

    /// <summary>A scrape may be a moment old, hence the waiting; the count itself must be exact.</summary>
    public async Task CountedAsync(string border, string reason, double expected)
    {
        var seen = await Until.AnswerAsync(() => RefusedAsync(border, reason), count => count >= expected, $"{reason} at {border} was counted", TimeSpan.FromSeconds(10));
        Assert.Equal(expected, seen);
    }

    public static string Payload(long ts, double value, string metric = "temperature") =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"ts\":{ts},\"values\":{{\"{metric}\":{value}}}}}");

    public void Dispose()
    {
        Session.Dispose();
        Ssl.Dispose();
    }
}
