using System.Net;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Account;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.SignIn;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Tests.SignIn;

/// <summary>AddPasskey and SignInWithPasskey are bound to cookies and run through their pages; a key in software plays the device.</summary>
public class PasskeyTests
{
    [Fact]
    public async Task A_passkey_opens_the_console_without_password_and_code_until_it_is_removed()
    {
        await using var door = await Door.OpenAsync();
        using var ada = await door.SignedInAsync("admin");
        using var key = new SoftKey();
        var added = await AddAsync(ada, key);
        Assert.True(added.Contains("The passkey was added.", StringComparison.Ordinal), added[added.IndexOf("passkeys", StringComparison.Ordinal)..]);
        var id = await door.LookAsync(db => db.Set<Person>().Where(p => p.Email == "admin@ours.example").Select(p => p.Id).SingleAsync());

        using var elsewhere = door.Visitor();
        var question = SoftKey.Asked(await elsewhere.Http.GetStringAsync("/signin"), "get");
        Assert.Equal("required", question["userVerification"]!.GetValue<string>());
        Assert.Empty(question["allowCredentials"]?.AsArray() ?? []);
        using var inside = await UseAsync(elsewhere, key);
        Assert.Equal("/", inside.Target());
        Assert.Equal(HttpStatusCode.OK, await elsewhere.StatusAsync("/api/v1/sites"));
        Assert.Equal(2, (await door.AskAsync<ListSessions, Result<List<ListSessions.Row>>>("admin", l => l.RunAsync(null, default))).Value.Count);

        var kept = (await door.AskAsync<ListPasskeys, Result<List<ListPasskeys.Row>>>("admin", l => l.RunAsync(default))).Value.Single();
        Assert.Equal(("Work laptop", true), (kept.Name, kept.Synced));
        Assert.NotNull(kept.LastUsedAt);
        using var renamed = await ChangeAsync(ada, kept.Id, "rename", "Old laptop");
        Assert.Contains("Old laptop", await renamed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var removed = await ChangeAsync(ada, kept.Id, "remove", "Old laptop");

        using var late = await UseAsync(door.Visitor(), key);
        Assert.Contains("could not be checked", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var audit = await door.LookAsync(db => db.Set<AuditRow>().Where(a => a.Subject == nameof(Passkey)).OrderBy(a => a.Id).ToListAsync());
        Assert.Equal(["Added", "Changed", "Changed", "Removed"], audit.Select(a => a.Kind));
        Assert.Equal([id, id, id], audit.Where(a => a.Operation != "SignIn" || a.Kind == "Added").Select(a => a.ActorId));
        Assert.DoesNotContain(audit, a => $"{a.Before}{a.After}".Contains(Convert.ToBase64String(key.Id), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Making_one_demands_the_password_and_that_the_device_asks_for_whoever_holds_it()
    {
        await using var door = await Door.OpenAsync();
        using var ada = await door.SignedInAsync("admin");
        var question = SoftKey.Asked(await ada.Http.GetStringAsync("/account"), "create");
        Assert.Equal(("required", "required"), (question["authenticatorSelection"]!["userVerification"]!.GetValue<string>(), question["authenticatorSelection"]!["residentKey"]!.GetValue<string>()));

        using var careless = new SoftKey { Verifies = false };
        Assert.Contains("could not be checked", await AddAsync(ada, careless), StringComparison.Ordinal);
        using var stranger = new SoftKey { Origin = "https://evil.example" };
        Assert.Contains("could not be checked", await AddAsync(ada, stranger), StringComparison.Ordinal);
        using var good = new SoftKey();
        Assert.Contains(TenantsProblems.WrongPassword.Message, await AddAsync(ada, good, password: "not the password"), StringComparison.Ordinal);
        Assert.Contains("1 to 60 characters", await AddAsync(ada, good, name: "  "), StringComparison.Ordinal);

        Assert.Empty(await door.LookAsync(db => db.Set<Passkey>().ToListAsync()));
    }

    [Fact]
    public async Task A_careless_device_a_copy_a_repeated_answer_and_another_persons_name_open_nothing()
    {
        await using var door = await Door.OpenAsync();
        using var ada = await door.SignedInAsync("admin");
        using var otto = await door.SignedInAsync("operator");
        using var key = new SoftKey { Count = 10 };
        await AddAsync(ada, key);

        // The same key for somebody else, here and in another organisation: refused, and still the first one's.
        using var same = new SoftKey { Id = key.Id };
        Assert.Contains("could not be checked", await AddAsync(otto, same), StringComparison.Ordinal);
        var mine = key.UserHandle;
        using var theirs = new SoftKey();
        await AddAsync(otto, theirs);

        key.UserHandle = theirs.UserHandle;
        await RefusedAsync(door, key);
        (key.UserHandle, key.Verifies) = (mine, false);
        await RefusedAsync(door, key);
        (key.Verifies, key.Origin) = (true, "https://evil.example");
        await RefusedAsync(door, key);
        (key.Origin, key.Count) = ("http://localhost", 3);
        await RefusedAsync(door, key);
        key.Count = 50;
        using var visitor = door.Visitor();
        var answer = "";
        using var inside = await visitor.AnswerAsync("/signin", "signin", page => new() { ["Form.Credential"] = answer = key.Use(page) });
        Assert.NotNull(visitor.Session);
        using var again = door.Visitor();
        using var repeated = await again.SubmitAsync("/signin", "signin", new() { ["Form.Credential"] = answer });
        Assert.Null(again.Session);
    }

    [Fact]
    public async Task Whoever_is_blocked_or_rests_after_wrong_passwords_is_not_let_in_by_a_passkey_either()
    {
        await using var door = await Door.OpenAsync();
        using var otto = await door.SignedInAsync("operator");
        using var key = new SoftKey();
        await AddAsync(otto, key);
        var id = door.Ours.People.Single(p => p.Email.StartsWith("operator", StringComparison.Ordinal)).Id;

        for (var i = 0; i < 5; i++)
        {
            using var guess = await door.Visitor().SubmitAsync("/signin", "signin", new() { ["Form.Email"] = "operator@ours.example", ["Form.Password"] = "a wrong guess" });
        }

        await RefusedAsync(door, key);
        await door.LookAsync(db => db.Set<Person>().Where(p => p.Id == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.LockoutEnd, (DateTimeOffset?)null)));
        using var freed = door.Visitor();
        (await UseAsync(freed, key)).Dispose();
        Assert.NotNull(freed.Session);

        await door.AskAsync<BlockPerson, Result<Done>>("admin", b => b.RunAsync(id, default));
        await RefusedAsync(door, key);
        Assert.Empty(await door.LookAsync(db => db.Set<OpenSession>().Where(s => s.PersonId == id).ToListAsync()));
    }

    [Fact]
    public async Task Nobody_renames_or_removes_the_passkey_of_somebody_else()
    {
        await using var door = await Door.OpenAsync();
        using var otto = await door.SignedInAsync("operator");
        using var key = new SoftKey();
        await AddAsync(otto, key);
        var id = await door.LookAsync(db => db.Set<Passkey>().Select(p => p.Id).SingleAsync());

        Assert.Equal("tenants.no-passkey", (await door.AskAsync<RemovePasskey, Result<Done>>("admin", r => r.RunAsync(id, default))).Problem?.Code);
        Assert.Equal("tenants.no-passkey", (await door.AskAsync<RenamePasskey, Result<Done>>("admin", r => r.RunAsync(id, "Mine", default))).Problem?.Code);
        Assert.Equal("tenants.no-passkey", (await door.AskAsync<RemovePasskey, Result<Done>>("operator", r => r.RunAsync(id, default), door.Theirs)).Problem?.Code);
        Assert.Equal("tenants.no-passkey", (await door.AskAsync<RenamePasskey, Result<Done>>("operator", r => r.RunAsync(id, "Mine", default), door.Theirs)).Problem?.Code);
        Assert.Empty((await door.AskAsync<ListPasskeys, Result<List<ListPasskeys.Row>>>("admin", l => l.RunAsync(default))).Value);
        Assert.Empty((await door.AskAsync<ListPasskeys, Result<List<ListPasskeys.Row>>>("operator", l => l.RunAsync(default), door.Theirs)).Value);
        using var visitor = door.Visitor();
        (await UseAsync(visitor, key)).Dispose();
        Assert.NotNull(visitor.Session);
    }

    [Fact]
    public async Task A_new_link_for_a_lost_device_takes_its_passkeys_and_sessions_away()
    {
        await using var door = await Door.OpenAsync();
        using var otto = await door.SignedInAsync("operator");
        using var key = new SoftKey();
        await AddAsync(otto, key);
        var id = door.Ours.People.Single(p => p.Email.StartsWith("operator", StringComparison.Ordinal)).Id;
        var link = (await door.AskAsync<RenewInvitation, Result<InvitePerson.Invited>>("admin", r => r.RunAsync(id, default))).Value;

        using var fresh = door.Visitor();
        (await fresh.SubmitAsync($"/invite/{link.Token}", "invite", new() { ["Form.Password"] = "another long one" })).Dispose();

        Assert.Equal(HttpStatusCode.Unauthorized, await otto.StatusAsync("/api/v1/sites"));
        Assert.Equal(HttpStatusCode.OK, await fresh.StatusAsync("/api/v1/sites"));
        await RefusedAsync(door, key);
    }

    private static async Task<string> AddAsync(Visitor visitor, SoftKey key, string password = Estates.Password, string name = "Work laptop")
    {
        using var reply = await visitor.AnswerAsync("/account", "passkey-add", page => new() { ["New.Credential"] = key.Make(page), ["New.Name"] = name, ["New.Password"] = password });
        return await reply.Content.ReadAsStringAsync();
    }

    private static Task<HttpResponseMessage> UseAsync(Visitor visitor, SoftKey key) => visitor.AnswerAsync("/signin", "signin", page => new() { ["Form.Credential"] = key.Use(page) });

    private static Task<HttpResponseMessage> ChangeAsync(Visitor visitor, Guid id, string what, string name) =>
        visitor.SubmitAsync("/account", $"passkey-{id:N}", new() { ["Chosen.Id"] = id.ToString(), ["Chosen.What"] = what, ["Chosen.Name"] = name });

    private static async Task RefusedAsync(Door door, SoftKey key)
    {
        using var visitor = door.Visitor();
        using var reply = await UseAsync(visitor, key);
        Assert.Contains("could not be checked", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(visitor.Session);
    }
}
