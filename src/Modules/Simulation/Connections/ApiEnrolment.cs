using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace IoTConsole.Simulation.Connections;

/// <summary>
/// Registers devices as an integrator would: an API key, a key made here, a signing request. What was issued is kept in a directory, so
/// that the next run connects with it and asks for nothing.
/// </summary>
internal sealed class ApiEnrolment(HttpClient http, string directory) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private Guid? _site;

    /// <param name="address">Of the console.</param>
    /// <param name="key">An API key that may register devices and issue certificates.</param>
    /// <param name="site">Where devices are to stand; null: the topmost site that the key sees.</param>
    public static ApiEnrolment Open(Uri address, string key, string directory, Guid? site)
    {
        var http = new HttpClient { BaseAddress = new Uri(address, "/api/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new ApiEnrolment(http, directory) { _site = site };
    }

    /// <summary>PEM of the root that issued what is kept here; null before the first device.</summary>
    public string? Root => File.Exists(FileOf("root")) ? File.ReadAllText(FileOf("root")) : null;

    /// <summary>The device's certificate with its key; registered and issued at the first call.</summary>
    /// <exception cref="InvalidOperationException">The console refused; the message is its sentence.</exception>
    public async Task<X509Certificate2> DeviceOfAsync(string deviceId, string model, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var file = FileOf(deviceId.Replace(':', '_'));
            if (!File.Exists(file)) await EnrolAsync(deviceId, model, file, ct);
            return FactoryAuthority.Usable(X509Certificate2.CreateFromPemFile(file));
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        http.Dispose();
        _one.Dispose();
    }

    private async Task EnrolAsync(string deviceId, string model, string file, CancellationToken ct)
    {
        _site ??= await TopAsync(ct);
        var id = await RegisterAsync(deviceId, model, _site.Value, ct);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={deviceId}", key, HashAlgorithmName.SHA256);
        var issued = await AskAsync(() => http.PostAsJsonAsync($"devices/{id}/certificates", new { csr = request.CreateSigningRequestPem() }, ct), ct);
        await File.WriteAllTextAsync(FileOf("root"), issued["rootPem"]!.GetValue<string>(), ct);
        FactoryAuthority.WritePrivate(file, issued["certificatePem"]!.GetValue<string>() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private async Task<string> RegisterAsync(string deviceId, string model, Guid siteId, CancellationToken ct)
    {
        var device = new
        {
            deviceId, siteId, name = deviceId, serial = deviceId, model, manufacturer = "", hardwareRevision = "", expectedIntervalSeconds = 3600,
        };
        using var answer = await http.PostAsJsonAsync("devices", device, ct);
        // Registered by an earlier run whose certificates are not here: it gets another one.
        if (answer.StatusCode == HttpStatusCode.Conflict)
            return (await AskAsync(() => http.GetAsync($"devices?limit=500&q={Uri.EscapeDataString(deviceId)}", ct), ct))["items"]!.AsArray()
                .First(d => d!["deviceId"]!.GetValue<string>() == deviceId)!["id"]!.GetValue<string>();
        return (await ReadAsync(answer, ct))["id"]!.GetValue<string>();
    }

    private async Task<Guid> TopAsync(CancellationToken ct) =>
        (await AskAsync(() => http.GetAsync("sites?limit=1", ct), ct))["items"]![0]!["id"]!.GetValue<Guid>();

    private static async Task<JsonNode> AskAsync(Func<Task<HttpResponseMessage>> ask, CancellationToken ct)
    {
        using var answer = await ask();
        return await ReadAsync(answer, ct);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsStringAsync(ct);
        if (answer.IsSuccessStatusCode) return JsonNode.Parse(text)!;
        var said = answer.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.Ordinal) == true
            ? (JsonNode.Parse(text) as JsonObject)?["detail"]?.GetValue<string>() : null;
        throw new InvalidOperationException($"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.AbsolutePath} was answered {(int)answer.StatusCode}. {said}".TrimEnd());
    }

    private string FileOf(string name) => Path.Combine(directory, name + ".pem");
}
