using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Account;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Keys;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Tenants.Tests.SignIn;

public class SessionTests
{
    [Fact]
    public async Task A_blocked_person_is_out_with_the_next_request()
    {
        await using var door = await Door.OpenAsync();
        using var otto = await door.SignedInAsync("operator");
        Assert.Equal(HttpStatusCode.OK, await otto.StatusAsync("/api/v1/sites"));

        await door.AskAsync<BlockPerson, Result<Done>>("admin", b => b.RunAsync(door.Ours.People.Single(p => p.Email.StartsWith("operator", StringComparison.Ordinal)).Id, default));

        Assert.Equal(HttpStatusCode.Unauthorized, await otto.StatusAsync("/api/v1/sites"));
        using var back = await otto.SubmitAsync("/signin", "signin", new() { ["Form.Email"] = "operator@ours.example", ["Form.Password"] = Estates.Password });
        Assert.Null(otto.Session);
    }

    [Fact]
    public async Task A_changed_password_ends_the_other_sessions_and_not_this_one()
    {
        await using var door = await Door.OpenAsync();
        using var here = await door.SignedInAsync("admin");
        using var there = await door.SignedInAsync("admin");
        using var wrong = await here.SubmitAsync("/account", "password", new() { ["Password.Current"] = "not the current", ["Password.New"] = "quite another one" });
        Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);

        using var changed = await here.SubmitAsync("/account", "password", new() { ["Password.Current"] = Estates.Password, ["Password.New"] = "quite another one" });

        Assert.Equal("/account?saved=password", changed.Target());
        Assert.Equal(HttpStatusCode.OK, await here.StatusAsync("/api/v1/sites"));
        Assert.Equal(HttpStatusCode.Unauthorized, await there.StatusAsync("/api/v1/sites"));
    }

    [Fact]
    public async Task Every_sign_in_is_listed_and_one_or_all_others_can_be_ended_at_once()
    {
        await using var door = await Door.OpenAsync();
        using var here = await door.SignedInAsync("admin");
        using var there = await door.SignedInAsync("admin");
        using var elsewhere = await door.SignedInAsync("admin");
        using var otto = await door.SignedInAsync("operator");
        var ada = door.Ours.People.Single(p => p.Email.StartsWith("admin", StringComparison.Ordinal)).Id;
        var sessions = await door.LookAsync(db => db.Set<OpenSession>().Where(s => s.PersonId == ada).OrderBy(s => s.Id).ToListAsync());
        Assert.Equal(3, sessions.Count);
        var page = await here.Http.GetStringAsync("/account");
        Assert.Contains("This one", page, StringComparison.Ordinal);

        (await here.SubmitAsync("/account", "sessions", new() { ["Ending.Only"] = sessions[1].Id.ToString() })).Dispose();

        Assert.Equal(HttpStatusCode.Unauthorized, await there.StatusAsync("/api/v1/sites"));
        Assert.Equal(HttpStatusCode.OK, await elsewhere.StatusAsync("/api/v1/sites"));
        (await here.SubmitAsync("/account", "sessions", [])).Dispose();
        Assert.Equal(HttpStatusCode.Unauthorized, await elsewhere.StatusAsync("/api/v1/sites"));
        Assert.Equal(HttpStatusCode.OK, await here.StatusAsync("/api/v1/sites"));
        Assert.Equal(HttpStatusCode.OK, await otto.StatusAsync("/api/v1/sites"));
        var audit = await door.LookAsync(db => db.Set<AuditRow>().Where(a => a.Subject == nameof(OpenSession) && a.Kind == "Removed").ToListAsync());
        Assert.Equal([ada, ada], audit.Select(a => a.ActorId));
    }

    [Fact]
    public async Task Nobody_ends_or_lists_the_sessions_of_another_organisation_or_of_somebody_above_them()
    {
        await using var door = await Door.OpenAsync();
        using var ada = await door.SignedInAsync("admin");
        var (theirs, ours) = (door.Theirs.People[0].Id, door.Ours.People.Single(p => p.Email.StartsWith("admin", StringComparison.Ordinal)).Id);
        var session = await door.LookAsync(db => db.Set<OpenSession>().SingleAsync(s => s.PersonId == ours));

        Assert.Equal("tenants.no-person", (await door.AskAsync<ListSessions, Result<List<ListSessions.Row>>>("admin", l => l.RunAsync(theirs, default))).Problem?.Code);
        Assert.Equal("tenants.no-person", (await door.AskAsync<EndSessions, Result<int>>("admin", e => e.RunAsync(new(theirs), default))).Problem?.Code);
        Assert.NotNull((await door.AskAsync<EndSessions, Result<int>>("north", e => e.RunAsync(new(ours), default))).Problem);
        Assert.NotNull((await door.AskAsync<ListSessions, Result<List<ListSessions.Row>>>("operator", l => l.RunAsync(ours, default))).Problem);
        Assert.Equal("tenants.no-session", (await door.AskAsync<EndSessions, Result<int>>("operator", e => e.RunAsync(new(Only: session.Id), default))).Problem?.Code);
        Assert.Equal(HttpStatusCode.OK, await ada.StatusAsync("/api/v1/sites"));
        var otto = door.Ours.People.Single(p => p.Email.StartsWith("operator", StringComparison.Ordinal)).Id;
        Assert.Null((await door.AskAsync<EndSessions, Result<int>>("admin", e => e.RunAsync(new(otto), default))).Problem);
    }

    [Fact]
    public async Task A_session_is_seen_once_a_minute_and_forgotten_when_nobody_can_come_back_to_it()
    {
        await using var estates = await Estates.StartAsync();
        var (clock, records) = (estates.Console.Clock, estates.Console.Services.GetRequiredService<SessionRecords>());
        var (open, left) = (await AddAsync(estates), await AddAsync(estates));
        records.Enter(open);
        records.Enter(open);
        records.Leave(open);
        Assert.Equal((true, false), (records.IsOpen(open), records.IsOpen(left)));

        clock.Advance(TimeSpan.FromDays(10));
        await records.SeeOpenAsync(default);
        Assert.Equal([(open, clock.GetUtcNow()), (left, clock.GetUtcNow().AddDays(-10))], await SeenAsync(estates));
        clock.Advance(TimeSpan.FromSeconds(59));
        await records.SeeOpenAsync(default);
        Assert.Equal(TimeSpan.FromSeconds(59), clock.GetUtcNow() - (await SeenAsync(estates))[0].At);

        clock.Advance(TimeSpan.FromDays(6));
        await using (var scope = estates.Console.As(Actor.System())) Assert.Equal(1, (await scope.ServiceProvider.GetRequiredService<ForgetSessions>().RunAsync(default)).Changed);
        Assert.Equal([open], (await SeenAsync(estates)).Select(s => s.Id));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) Something/1", "A program on Windows")]
    [InlineData("curl/8.5", "Unknown browser")]
    [InlineData(null, "Unknown browser")]
    public void A_browser_is_called_what_people_call_it(string? agent, string words)
    {
        var (browser, platform) = BrowserWords.Of(agent);
        Assert.Equal(words, BrowserWords.Say(browser, platform));
    }

    [Fact]
    public async Task A_made_up_answer_of_a_passkey_opens_nothing()
    {
        await using var door = await Door.OpenAsync();
        using var nobody = door.Visitor();

        foreach (var answer in new[] { "nonsense", "{}", """{"rawId":"AAAA","id":"AAAA","type":"public-key","response":{}}""" })
        {
            using var reply = await nobody.SubmitAsync("/signin", "signin", new() { ["Form.Credential"] = answer });
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
            Assert.Contains("could not be checked", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Null(nobody.Session);
    }

    [Fact]
    public async Task Sign_out_ends_the_session()
    {
        await using var door = await Door.OpenAsync();
        using var ada = await door.SignedInAsync("admin");

        (await ada.SubmitAsync("/signout", "signout", [])).Dispose();

        Assert.Null(ada.Session);
        using var page = await ada.Http.GetAsync("/account");
        Assert.Equal((HttpStatusCode.Redirect, "/signin"), (page.StatusCode, page.Headers.Location!.AbsolutePath));
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused()
    {
        await using var door = await Door.OpenAsync();
        using var ada = await door.SignedInAsync("admin");

        using var reply = await ada.Http.PostAsync("/account", new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "name", ["Name.DisplayName"] = "Forged" }));

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
    }

    [Fact]
    public async Task A_key_opens_the_api_within_its_role_and_node_and_never_a_page()
    {
        await using var door = await Door.OpenAsync();
        var key = await KeyAsync(door);
        using var program = door.Visitor(key.Key);
        using var other = door.Visitor();
        other.Http.DefaultRequestHeaders.Add("X-Api-Key", key.Key);

        var sites = await program.Http.GetFromJsonAsync<JsonElement>("/api/v1/sites");
        Assert.Equal(["Harbour House", "Floor 2", "Zone A", "Floor 10"], sites.GetProperty("items").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Equal(HttpStatusCode.OK, await other.StatusAsync("/api/v1/sites"));
        Assert.Equal(HttpStatusCode.Forbidden, await program.StatusAsync("/api/v1/people"));
        Assert.Equal(HttpStatusCode.Redirect, await program.StatusAsync("/account"));

        await door.AskAsync<RevokeKey, Result<Done>>("admin", r => r.RunAsync(key.Id, default));
        using var refused = await program.Http.GetAsync("/api/v1/sites");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_scope_narrows_and_a_foreign_one_is_not_found()
    {
        await using var door = await Door.OpenAsync();
        using var ada = await door.SignedInAsync("admin");
        var directory = door.Services.GetRequiredService<ISiteDirectory>();
        var south = directory.Below(door.Ours.TenantId, door.Ours.Root.Path).Single(n => n.Name == "South");
        var foreign = directory.Below(door.Theirs.TenantId, door.Theirs.Root.Path).Single(n => n.Name == "South");

        var narrowed = await ada.Http.GetFromJsonAsync<JsonElement>($"/api/v1/sites?scope={south.Id}");

        Assert.Equal(["South", "Mill"], narrowed.GetProperty("items").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, await ada.StatusAsync($"/api/v1/sites?scope={foreign.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await ada.StatusAsync("/api/v1/sites?scope=nonsense"));
        Assert.Equal(HttpStatusCode.NotFound, await ada.StatusAsync($"/api/v1/sites/{foreign.Id}"));
        Assert.Equal(HttpStatusCode.OK, await ada.StatusAsync($"/account?scope={foreign.Id}"));
        using var otto = await door.SignedInAsync("operator");
        Assert.Equal(HttpStatusCode.NotFound, await otto.StatusAsync($"/api/v1/sites?scope={south.Id}"));
    }

    [Fact]
    public async Task The_api_tells_pages_conflicts_and_refusals_as_problems()
    {
        await using var door = await Door.OpenAsync();
        using var ada = await door.SignedInAsync("admin");

        var first = await ada.Http.GetFromJsonAsync<JsonElement>("/api/v1/sites?limit=3");
        var second = await ada.Http.GetFromJsonAsync<JsonElement>($"/api/v1/sites?limit=500&cursor={first.GetProperty("next").GetString()}");
        Assert.Equal(8, first.GetProperty("items").GetArrayLength() + second.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        var id = first.GetProperty("items")[1].GetProperty("id").GetGuid();
        using var edited = await ada.Http.PutAsJsonAsync($"/api/v1/sites/{id}", new { version = 0, name = "Nord", timeZone = (string?)null });
        Assert.Equal(HttpStatusCode.NoContent, edited.StatusCode);
        using var late = await ada.Http.PutAsJsonAsync($"/api/v1/sites/{id}", new { version = 0, name = "Norden", timeZone = (string?)null });
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal("tenants.site-edited-meanwhile", (await late.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, await ada.StatusAsync("/api/v1/organisations"));
        using var csv = await ada.Http.GetAsync("/api/v1/audit/export?operation=EditSite");
        Assert.Equal("text/csv", csv.Content.Headers.ContentType?.MediaType);
        Assert.Equal(2, (await csv.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        using var otto = await door.SignedInAsync("operator");
        Assert.Equal(HttpStatusCode.Forbidden, await otto.StatusAsync("/api/v1/audit/export"));
    }

    private static async Task<Guid> AddAsync(Estates estates)
    {
        var now = estates.Console.Clock.GetUtcNow();
        var session = new OpenSession { Id = Guid.CreateVersion7(), TenantId = estates.Ours.TenantId, PersonId = estates.PersonOf("operator"), Browser = "Firefox", SignedInAt = now, LastSeenAt = now };
        await estates.Console.LookAsync(db =>
        {
            db.Add(session);
            return db.SaveChangesAsync();
        });
        return session.Id;
    }

    private static async Task<List<(Guid Id, DateTimeOffset At)>> SeenAsync(Estates estates) =>
        (await estates.Console.LookAsync(db => db.Set<OpenSession>().AsNoTracking().ToListAsync())).OrderByDescending(s => s.LastSeenAt).Select(s => (s.Id, s.LastSeenAt)).ToList();

    private static async Task<CreateKey.Created> KeyAsync(Door door)
    {
        var house = door.Services.GetRequiredService<ISiteDirectory>().Below(door.Ours.TenantId, door.Ours.Root.Path).Single(n => n.Name == "Harbour House");
        return (await door.AskAsync<CreateKey, Result<CreateKey.Created>>("admin", c => c.RunAsync(new("meter", Role.ServiceAccount, house.Id, null), default))).Value;
    }
}
