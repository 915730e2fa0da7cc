using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IoTConsole.Web.Tests.Running;

/// <summary>Somebody at the console over plain HTTP: a person with a cookie, a program with a key, or a stranger.</summary>
internal sealed partial class Session : IDisposable
{
    private readonly CookieContainer _cookies = new();

    public Session(RunningConsole console, string? key = null)
    {
        Http = new HttpClient(new HttpClientHandler { CookieContainer = _cookies, AllowAutoRedirect = false }) { BaseAddress = console.Address, Timeout = TimeSpan.FromSeconds(60) };
        if (key is not null) Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public HttpClient Http { get; }

    public IReadOnlyList<Cookie> Cookies => _cookies.GetAllCookies().ToList();

    public static async Task<Session> SignInAsync(RunningConsole console, string email = RunningConsole.AdminEmail, string password = RunningConsole.AdminPassword)
    {
        var session = new Session(console);
        using var reply = await session.PostFormAsync("/signin", new() { ["Form.Email"] = email, ["Form.Password"] = password });
        Assert.True(reply.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.Found or HttpStatusCode.SeeOther, $"{reply.StatusCode}: {await reply.Content.ReadAsStringAsync()}");
        return session;
    }

    /// <summary>Fills the one form of a page as a browser would, with its hidden fields.</summary>
    public async Task<HttpResponseMessage> PostFormAsync(string page, Dictionary<string, string> fields)
    {
        var html = await Http.GetStringAsync(page);
        foreach (Match hidden in HiddenField().Matches(html))
        {
            var tag = hidden.Value;
            fields.TryAdd(WebUtility.HtmlDecode(NameOf().Match(tag).Groups["it"].Value), WebUtility.HtmlDecode(ValueOf().Match(tag).Groups["it"].Value));
        }

        return await Http.PostAsync(page, new FormUrlEncodedContent(fields));
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var reply = await Http.GetAsync(path);
        return await ReadAsync(reply, path);
    }

    public async Task<JsonElement> PostAsync(string path, object? body = null)
    {
        using var reply = await Http.PostAsJsonAsync(path, body ?? new { });
        return await ReadAsync(reply, path);
    }

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var reply = await Http.SendAsync(request);
        return await ReadAsync(reply, path);
    }

    /// <summary>Every item of a list, page by page.</summary>
    public async Task<List<JsonElement>> AllAsync(string path)
    {
        var items = new List<JsonElement>();
        for (string? cursor = null; ;)
        {
            var page = await GetAsync(path + (path.Contains('?') ? "&" : "?") + "limit=500" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)));
            items.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.Clone()));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
            if (cursor is null) return items;
        }
    }

    public void Dispose() => Http.Dispose();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage reply, string path)
    {
        var text = await reply.Content.ReadAsStringAsync();
        if (!reply.IsSuccessStatusCode) throw new HttpRequestException($"{path}: {(int)reply.StatusCode} {text}", null, reply.StatusCode);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HiddenField();

    [GeneratedRegex("name=\"(?<it>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameOf();

    [GeneratedRegex("value=\"(?<it>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ValueOf();
}
