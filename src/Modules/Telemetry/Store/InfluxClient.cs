using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace IoTConsole.Telemetry.Store;

/// <summary>The server's HTTP interface: lines in, answers in chunks out. 1.x and 2.x differ in who asks and where lines and removals go.</summary>
internal sealed class InfluxClient : IDisposable
{
    private const int RowsAChunk = 10_000;
    private readonly HttpClient _http;
    private readonly InfluxSettings _settings;

    public InfluxClient(InfluxSettings settings, HttpMessageHandler? handler = null)
    {
        _settings = settings;
        _http = new HttpClient(handler ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = new Uri(settings.Url.TrimEnd('/') + "/"), Timeout = TimeSpan.FromSeconds(settings.TimeoutSeconds),
        };
        if (settings.Version == 2) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", settings.Token);
        else if (settings.User is { Length: > 0 } user)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{settings.Password}")));
    }

    public string Address => _settings.Url;

    private string Name => Uri.EscapeDataString(_settings.Database);

    /// <summary>The answer says 204 when all lines are in the server's journal.</summary>
    /// <exception cref="HttpRequestException">Some or all of them may not be stored.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken ct)
    {
        var path = _settings.Version == 2
            ? $"api/v2/write?org={Uri.EscapeDataString(_settings.Org ?? "")}&bucket={Name}&precision=ms"
            : $"write?db={Name}&precision=ms";
        using var content = new ReadOnlyMemoryContent(lines);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain") { CharSet = "utf-8" };
        using var reply = await _http.PostAsync(path, content, ct);
        if (reply.StatusCode != HttpStatusCode.NoContent) throw await RefusalAsync(reply, ct);
    }

    public async Task PingAsync(CancellationToken ct)
    {
        using var reply = await _http.GetAsync("ping", ct);
        if (!reply.IsSuccessStatusCode) throw await RefusalAsync(reply, ct);
    }

    public async Task MakeDatabaseAsync(CancellationToken ct)
    {
        if (_settings.Version == 2) return;
        await foreach (var _ in QueryAsync($"CREATE DATABASE \"{_settings.Database}\"", ct))
        {
            // Answered without rows.
        }
    }

    /// <summary>Removes points of a measurement before a time, from a time, of some series: 2.x has a request of its own for it.</summary>
    /// <param name="series">Null for all.</param>
    public async Task RemoveAsync(string measurement, string? series, long from, long to, CancellationToken ct)
    {
        if (_settings.Version == 2)
        {
            var predicate = $"_measurement=\"{measurement}\"" + (series is null ? "" : $" AND series=\"{series}\"");
            var body = JsonSerializer.Serialize(new { start = Zulu(from), stop = Zulu(to - 1), predicate });
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var reply = await _http.PostAsync($"api/v2/delete?org={Uri.EscapeDataString(_settings.Org ?? "")}&bucket={Name}", content, ct);
            if (!reply.IsSuccessStatusCode) throw await RefusalAsync(reply, ct);
            return;
        }

        var which = series is null ? "" : $" AND \"series\" = '{series}'";
        await foreach (var _ in QueryAsync($"DELETE FROM \"{measurement}\" WHERE time >= {from}ms AND time < {to}ms{which}", ct))
        {
            // Answered without rows.
        }
    }

    /// <summary>Rows of an InfluxQL question as they come, with the tag of their group; the mapping of 2.x answers the same way.</summary>
    /// <exception cref="HttpRequestException">The server refused the question, or said so in the middle of its answer.</exception>
    public async IAsyncEnumerable<(string? Series, JsonElement Row)> QueryAsync(string question, [EnumeratorCancellation] CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"query?db={Name}&epoch=ms&chunked=true&chunk_size={RowsAChunk}")
        {
            Content = new FormUrlEncodedContent([new("q", question)]),
        };
        using var reply = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!reply.IsSuccessStatusCode) throw await RefusalAsync(reply, ct);
        using var reader = new StreamReader(await reply.Content.ReadAsStreamAsync(ct), Encoding.UTF8);
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.Length == 0) continue;
            using var chunk = JsonDocument.Parse(line);
            if (chunk.RootElement.TryGetProperty("error", out var fault)) throw new HttpRequestException($"InfluxDB: {fault.GetString()}");
            if (!chunk.RootElement.TryGetProperty("results", out var results)) continue;
            foreach (var result in results.EnumerateArray())
            {
                if (result.TryGetProperty("error", out fault)) throw new HttpRequestException($"InfluxDB: {fault.GetString()}");
                if (!result.TryGetProperty("series", out var groups)) continue;
                foreach (var group in groups.EnumerateArray())
                {
                    var of = group.TryGetProperty("tags", out var tags) && tags.TryGetProperty("series", out var tag) ? tag.GetString() : null;
                    foreach (var row in group.GetProperty("values").EnumerateArray()) yield return (of, row);
                }
            }
        }
    }

    private static string Zulu(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<HttpRequestException> RefusalAsync(HttpResponseMessage reply, CancellationToken ct)
    {
        var said = await reply.Content.ReadAsStringAsync(ct);
        return new HttpRequestException($"InfluxDB answered {(int)reply.StatusCode}: {said[..Math.Min(said.Length, 300)].Trim()}", null, reply.StatusCode);
    }

    public void Dispose() => _http.Dispose();
}
