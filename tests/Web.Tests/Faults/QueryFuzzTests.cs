using System.Globalization;
using System.Net;
using System.Text.Json;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Faults;

/// <summary>
/// Every question of the API, by its own document, with answers no form would give. <c>IOTCONSOLE_TEST_FUZZ=100000</c> asks longer,
/// <c>IOTCONSOLE_TEST_SEED</c> repeats one.
/// </summary>
public class QueryFuzzTests(FieldFixture fixture) : IClassFixture<FieldFixture>
{
    private static readonly string[] _odd =
    [
        "", " ", "0", "-1", "1", "2147483648", "9223372036854775808", "1e309", "NaN", "null", "true", "\0", "%00", "'", "\"; DROP TABLE x; --", "../../etc/passwd", "\u202e", "💧",
        "2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "yesterday", "00000000-0000-0000-0000-000000000000", "PT1S", "00:00:01", "-00:00:01", "10675199.02:48:05",
        "temperature", "fuzz-1", "Average", "Raw", "17", "*", "a,b,c", "[]", "{}", "ſ", "A̸", new string('x', 2000),
    ];

    [Fact]
    public async Task No_question_is_answered_with_a_fault_of_ours()
    {
        var seed = Number("IOTCONSOLE_TEST_SEED", Environment.TickCount & 0xffff);
        var chance = new Random(seed);
        await fixture.Field.RegisterAsync("fuzz-1");
        var now = TimeProvider.System.GetUtcNow();
        await fixture.Field.Session.PostAsync("/api/v1/devices/fuzz-1/telemetry", new { ts = now.ToUnixTimeMilliseconds(), values = new { temperature = 21.5 } });
        var questions = await QuestionsAsync();
        Assert.True(questions.Count > 15, "The document lists the questions."); // not blind
        var faults = new List<string>();
        var answered = 0;

        for (var i = 0; i < Number("IOTCONSOLE_TEST_FUZZ", 1500); i++)
        {
            var (path, parameters) = questions[chance.Next(questions.Count)];
            foreach (var name in parameters.Path) path = path.Replace($"{{{name}}}", Uri.EscapeDataString(Value(chance)), StringComparison.Ordinal);
            var query = string.Join('&', parameters.Query.Where(_ => chance.Next(3) > 0).Select(name => $"{name}={Uri.EscapeDataString(Good(name, now, chance) ?? Value(chance))}"));
            using var reply = await fixture.Field.Session.Http.GetAsync($"{path}?{query}");
            if (reply.StatusCode == HttpStatusCode.OK) answered++;
            if ((int)reply.StatusCode >= 500) faults.Add($"seed {seed}: {(int)reply.StatusCode} to {path}?{query}");
        }

        Assert.Empty(faults.Take(10));
        Assert.True(answered > 20, "Some questions were good ones."); // not blind
        Assert.DoesNotContain("Unhandled exception", fixture.Console.Output, StringComparison.Ordinal);
        using var process = System.Diagnostics.Process.GetProcessById(fixture.Console.ProcessId);
        Assert.True(process.WorkingSet64 < 900L * 1024 * 1024, $"{process.WorkingSet64 >> 20} MB");
    }

    private static string Value(Random chance) => _odd[chance.Next(_odd.Length)];

    // Half of the time what makes sense, so that the other half of a question is looked at, too.
    private static string? Good(string name, DateTimeOffset now, Random chance) => chance.Next(2) == 0 ? null : name.ToUpperInvariant() switch
    {
        "DEVICE" => "fuzz-1",
        "METRIC" or "METRICS" => "temperature",
        "FROM" => now.AddHours(-chance.Next(1, 10_000)).ToString("O", CultureInfo.InvariantCulture),
        "TO" => now.ToString("O", CultureInfo.InvariantCulture),
        "LIMIT" => chance.Next(1, 501).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private async Task<List<(string Path, (List<string> Path, List<string> Query) Parameters)>> QuestionsAsync()
    {
        var document = await fixture.Field.Session.GetAsync("/api/v1/openapi.json");
        return document.GetProperty("paths").EnumerateObject().Where(p => p.Value.TryGetProperty("get", out _)).Select(p =>
        {
            var parameters = p.Value.GetProperty("get").TryGetProperty("parameters", out var listed) ? listed.EnumerateArray().ToList() : [];
            List<string> In(string where) => parameters.Where(x => x.GetProperty("in").GetString() == where).Select(x => x.GetProperty("name").GetString()!).ToList();
            return (p.Name, (In("path"), In("query")));
        }).ToList();
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given) ? given : otherwise;
}
