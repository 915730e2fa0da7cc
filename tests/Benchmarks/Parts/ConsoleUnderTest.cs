using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using IoTConsole.Benchmarks.Load;

namespace IoTConsole.Benchmarks.Parts;

/// <summary>Our program as it is delivered, in a process of its own, with one organisation and one building, and the factory trusted.</summary>
internal sealed partial class ConsoleUnderTest : IAsyncDisposable
{
    private const string Email = "rates@example.test";
    private const string Password = "A long sentence for a benchmark.";
    private readonly HttpClient _http;

    private ConsoleUnderTest(Child child, HttpClient http, string data, int tlsPort, int plainPort) =>
        (Process, _http, DataDirectory, Secure, Plain) = (child, http, data, new Target("IoTConsole", tlsPort, true), new Target("IoTConsole", plainPort, false));

    public static string Program { get; } = Path.Combine(Place.Root, "src", "Web", "bin", "Release", "net10.0", "IoTConsole.Web.dll");

    /// <summary>Who runs it when nobody else was given.</summary>
    public static (string Email, string Password) Admin => (Email, Password);

    public Child Process { get; }

    public HttpClient Http => _http;

    /// <summary>Of the administrator who is signed in.</summary>
    public CookieContainer Cookies { get; private init; } = new();

    public string DataDirectory { get; }

    /// <summary>The data directory outlives this process.</summary>
    private bool Keep { get; init; }

    public Target Secure { get; }

    public Target Plain { get; }

    public static async Task<ConsoleUnderTest> StartAsync(
        Makers? makers, string? data = null, (string Email, string Password)? admin = null, IReadOnlyDictionary<string, string>? settings = null, bool keep = false)
    {
        var (http, tls, plain) = (Place.FreePort(), Place.FreePort(), Place.FreePort());
        data ??= Directory.CreateTempSubdirectory("iotconsole-bench-").FullName;
        var environment = new Dictionary<string, string>
        {
            ["DataDirectory"] = data, ["Urls"] = $"http://127.0.0.1:{http}", ["Broker__Address"] = "127.0.0.1", ["Broker__WebSocketPort"] = "0",
            ["Broker__TlsPort"] = tls.ToString(CultureInfo.InvariantCulture), ["Broker__PlainPort"] = plain.ToString(CultureInfo.InvariantCulture),
            ["Api__RequestsPerMinute"] = "1000000",
        };
        if (admin is null) (environment["Setup__AdminEmail"], environment["Setup__AdminPassword"]) = (Email, Password);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) environment[name] = value;
        var child = new Child("console", "dotnet", [Program], environment, data);
        var cookies = new CookieContainer();
        var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{http}"), Timeout = TimeSpan.FromSeconds(120),
        };
        var console = new ConsoleUnderTest(child, client, data, tls, plain) { Keep = keep, Cookies = cookies };
        await console.ReadyAsync();
        await console.SignInAsync(admin?.Email ?? Email, admin?.Password ?? Password);
        if (makers is not null && (await console.GetAsync("/api/v1/authorities")).GetProperty("items").GetArrayLength() == 0) await console.FurnishAsync(makers);
        return console;
    }

    public async Task<JsonElement> GetAsync(string path) => await _http.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Readings committed since the start, by the program's own counter.</summary>
    public Task<double> StoredAsync() => CountedAsync("iotconsole_readings_stored");

    /// <summary>Lets go of everything that nobody holds.</summary>
    /// <returns>What is held then, bytes of the heap.</returns>
    public async Task<double> CollectAsync()
    {
        await FullCollection.OfAsync(Process.Id);
        return await CountedAsync("dotnet_gc_last_collection_heap_size") - await CountedAsync("dotnet_gc_last_collection_heap_fragmentation_size");
    }

    private async Task<double> CountedAsync(string name)
    {
        // A scrape is answered from a cache for some moments; the second one is behind the load that has ended.
        await Task.Delay(TimeSpan.FromSeconds(2));
        var text = await _http.GetStringAsync("/metrics");
        return text.Split('\n').Where(l => l.StartsWith(name, StringComparison.Ordinal))
            .Sum(l => double.Parse(l[(l.LastIndexOf('}') + 1)..].Trim().Split(' ')[l.Contains('}', StringComparison.Ordinal) ? 0 : 1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _http.Dispose();
        if (!Keep && DataDirectory.Contains("iotconsole-bench-", StringComparison.Ordinal)) Directory.Delete(DataDirectory, recursive: true);
    }

    private async Task ReadyAsync()
    {
        var deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(3);
        while (TimeProvider.System.GetUtcNow() < deadline)
        {
            if (Process.HasEnded) throw new InvalidOperationException("The console ended; see artifacts/benchmarks/console.log.");
            try
            {
                using var reply = await _http.GetAsync("/health/ready");
                if (reply.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The console did not become ready.");
    }

    private async Task SignInAsync(string email, string password)
    {
        var html = await _http.GetStringAsync("/signin");
        var fields = HiddenField().Matches(html)
            .ToDictionary(m => WebUtility.HtmlDecode(NameOf().Match(m.Value).Groups["it"].Value), m => WebUtility.HtmlDecode(ValueOf().Match(m.Value).Groups["it"].Value));
        (fields["Form.Email"], fields["Form.Password"]) = (email, password);
        using var reply = await _http.PostAsync("/signin", new FormUrlEncodedContent(fields));
        if ((int)reply.StatusCode is < 300 or >= 400) throw new InvalidOperationException($"Sign-in was answered {(int)reply.StatusCode}.");
    }

    private async Task FurnishAsync(Makers makers)
    {
        var root = (await GetAsync("/api/v1/sites?limit=1")).GetProperty("items")[0].GetProperty("id").GetGuid();
        var building = await PostAsync("/api/v1/sites", new { parentId = root, kind = "Building", name = "Bench House", timeZone = "Europe/London" });
        var siteId = building.GetProperty("id").GetGuid();
        var template = new { pattern = "bench-.*", siteId, model = "bench", isGateway = false, approveAutomatically = true };
        var authority = (await PostAsync("/api/v1/authorities", new { name = "Benchmark", pem = makers.AuthorityPem, template })).GetProperty("id").GetGuid();
        await PostAsync($"/api/v1/authorities/{authority}/templates", new { pattern = "gateway-.*", siteId, model = "bench gateway", isGateway = true, approveAutomatically = true });
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var reply = await _http.PostAsJsonAsync(path, body);
        if (!reply.IsSuccessStatusCode) throw new InvalidOperationException($"{path}: {(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
        return await reply.Content.ReadFromJsonAsync<JsonElement>();
    }

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HiddenField();

    [GeneratedRegex("name=\"(?<it>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameOf();

    [GeneratedRegex("value=\"(?<it>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ValueOf();
}
