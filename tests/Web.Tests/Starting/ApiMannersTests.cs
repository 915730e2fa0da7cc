using System.Net;
using System.Text.Json;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Starting;

public class ApiMannersTests
{
    [Fact]
    public async Task Who_asks_too_often_is_told_how_long_to_wait_and_others_are_not_held_up()
    {
        await using var console = await RunningConsole.StartAsync(new() { ["Api__RequestsPerMinute"] = "40" });
        using var hasty = await Session.SignInAsync(console);
        var root = (await hasty.GetAsync("/api/v1/sites")).GetProperty("items")[0].GetProperty("id").GetString();
        var made = await hasty.PostAsync("/api/v1/keys", new { name = "Quiet", role = "Analyst", siteId = root });
        using var calm = new Session(console, made.GetProperty("key").GetString());

        HttpResponseMessage? refused = null;
        for (var i = 0; i < 60 && refused is null; i++)
        {
            var reply = await hasty.Http.GetAsync("/api/v1/sites");
            if (reply.StatusCode == HttpStatusCode.TooManyRequests) refused = reply;
            else reply.Dispose();
        }

        Assert.NotNull(refused);
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("api.too-many-requests", problem.GetProperty("code").GetString());
        using var other = await calm.Http.GetAsync("/api/v1/sites");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Health_metrics_and_documents_are_where_the_readme_says_and_logs_are_structured_when_asked()
    {
        await using var console = await RunningConsole.StartAsync(new() { ["Observability__JsonLogs"] = "true" });
        using var anyone = new Session(console);

        Assert.Equal(HttpStatusCode.OK, (await anyone.Http.GetAsync("/health/live")).StatusCode);
        var ready = await anyone.GetAsync("/health/ready");
        Assert.Equal("ready", ready.GetProperty("status").GetString());
        Assert.All(["database", "broker"], part => Assert.True(ready.GetProperty("parts").GetProperty(part).GetProperty("ready").GetBoolean()));
        Assert.Contains("# TYPE", await anyone.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.StartsWith("3.", (await anyone.GetAsync("/api/v1/openapi.json")).GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await anyone.Http.GetAsync("/api/docs/")).StatusCode);
        var log = console.Output.Split('\n').First(l => l.StartsWith("{\"@t\"", StringComparison.Ordinal));
        Assert.NotNull(JsonDocument.Parse(log));
    }

    [Fact]
    public async Task A_refusal_is_a_problem_with_a_code_and_a_wrong_body_is_no_fault_of_ours()
    {
        await using var console = await RunningConsole.StartAsync();
        using var session = await Session.SignInAsync(console);

        using var missing = await session.Http.GetAsync($"/api/v1/sites/{Guid.CreateVersion7()}");
        using var wrong = await session.Http.PostAsync("/api/v1/sites", new StringContent("{\"parentId\":\"x\"", System.Text.Encoding.UTF8, "application/json"));
        using var nowhere = await session.Http.GetAsync("/api/v1/nothing-of-this-name");

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("\"code\":\"tenants.", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
        Assert.All([missing, wrong, nowhere], r => Assert.Equal("application/problem+json", r.Content.Headers.ContentType?.MediaType));
    }
}
