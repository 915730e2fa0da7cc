using System.Net;
using System.Text.RegularExpressions;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Tenants.Tests.SignIn;

public partial class SignInTests
{
    [Fact]
    public async Task The_right_password_lets_in_and_every_wrong_one_gets_the_same_answer()
    {
        await using var door = await Door.OpenAsync();
        using var visitor = door.Visitor();
        Assert.Equal(HttpStatusCode.Unauthorized, await visitor.StatusAsync("/api/v1/sites"));

        var answers = new List<string>();
        foreach (var (email, password) in new[] { ("admin@ours.example", "wrong wrong wrong"), ("nobody@ours.example", Estates.Password) })
        {
            using var refused = await visitor.SubmitAsync("/signin", "signin", new() { ["Form.Email"] = email, ["Form.Password"] = password });
            answers.Add(Alert().Match(await refused.Content.ReadAsStringAsync()).Groups["it"].Value);
        }

        Assert.Equal([TenantsProblems.NotSignedIn.Message, TenantsProblems.NotSignedIn.Message], answers.ConvertAll(WebUtility.HtmlDecode));
        Assert.Null(visitor.Session);
        using var signedIn = await visitor.SubmitAsync("/signin?from=%2Fsites", "signin", Right());
        Assert.Equal("/sites", signedIn.Target());
        Assert.True(visitor.Session!.HttpOnly);
        Assert.Equal(HttpStatusCode.OK, await visitor.StatusAsync("/api/v1/sites"));
        Assert.Equal(2, door.Services.GetRequiredService<Refusals>().List(null).Where(r => r.Border == "sign-in").Sum(r => r.Count));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    public async Task Sign_in_never_leads_out_of_the_console(string from)
    {
        await using var door = await Door.OpenAsync();
        using var visitor = door.Visitor();

        using var reply = await visitor.SubmitAsync($"/signin?from={Uri.EscapeDataString(from)}", "signin", Right());

        Assert.Equal("/", reply.Target());
    }

    [Fact]
    public async Task Five_wrong_tries_lock_the_account_for_fifteen_minutes()
    {
        await using var door = await Door.OpenAsync();
        using var visitor = door.Visitor();
        for (var i = 0; i < 5; i++)
            (await visitor.SubmitAsync("/signin", "signin", new() { ["Form.Email"] = "admin@ours.example", ["Form.Password"] = "wrong wrong wrong" })).Dispose();

        (await visitor.SubmitAsync("/signin", "signin", Right())).Dispose();

        Assert.Null(visitor.Session);
        var ada = await door.LookAsync(db => db.Set<Person>().SingleAsync(p => p.Email == "admin@ours.example"));
        Assert.InRange(ada.LockoutEnd!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(15));
        await door.LookAsync(db => db.Set<Person>().Where(p => p.Id == ada.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(p => p.LockoutEnd, TimeProvider.System.GetUtcNow().AddSeconds(-1))));
        (await visitor.SubmitAsync("/signin", "signin", Right())).Dispose();
        Assert.NotNull(visitor.Session);
    }

    [Fact]
    public async Task A_second_factor_is_enrolled_asked_for_and_replaced_by_a_recovery_code_once()
    {
        await using var door = await Door.OpenAsync();
        using var ada = await door.SignedInAsync("admin");
        using var begun = await ada.SubmitAsync("/account/second-factor", "begin", []);
        var page = await begun.Content.ReadAsStringAsync();
        Assert.Contains("data:image/png;base64,", page, StringComparison.Ordinal);
        var secret = Code().Match(page).Groups["it"].Value;
        using var wrong = await ada.SubmitAsync("/account/second-factor", "confirm", new() { ["First.Code"] = "000000" });
        Assert.Contains(TenantsProblems.WrongCode.Message, WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        using var on = await ada.SubmitAsync("/account/second-factor", "confirm", new() { ["First.Code"] = Totp.CodeOf(secret, TimeProvider.System.GetUtcNow()) });
        var recovery = Code().Matches(await on.Content.ReadAsStringAsync()).Select(m => m.Groups["it"].Value).ToList();
        Assert.Equal(10, recovery.Distinct().Count());
        Assert.Equal(HttpStatusCode.OK, await ada.StatusAsync("/api/v1/sites"));

        using var again = door.Visitor();
        using var half = await again.SubmitAsync("/signin?from=%2Fsites", "signin", Right());
        Assert.StartsWith("/signin/second-factor", half.Target(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await again.StatusAsync("/api/v1/sites"));
        using var refused = await again.SubmitAsync(half.Target(), "second-factor", new() { ["Form.Code"] = "000000" });
        Assert.Null(again.Session);
        using var whole = await again.SubmitAsync(
            half.Target(), "second-factor", new() { ["Form.Code"] = Totp.CodeOf(secret, TimeProvider.System.GetUtcNow()) });
        Assert.Equal("/sites", whole.Target());
        Assert.NotNull(again.Session);

        Assert.NotNull(await WithRecoveryAsync(door, recovery[0]));
        Assert.Null(await WithRecoveryAsync(door, recovery[0]));
        var audits = await door.LookAsync(db => db.Set<AuditRow>().Where(a => a.After != null).Select(a => a.After!).ToListAsync());
        Assert.Contains(audits, a => a.Contains("\"TwoFactorEnabled\":true", StringComparison.Ordinal));
        Assert.All(audits, a => Assert.DoesNotContain(secret.Replace(" ", "", StringComparison.Ordinal), a, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_set_up_page_without_its_link_shows_no_form()
    {
        await using var door = await Door.OpenAsync();
        using var visitor = door.Visitor();

        var page = await visitor.Http.GetStringAsync("/setup?token=guessed");

        Assert.DoesNotContain("<form", page, StringComparison.Ordinal);
        Assert.Null(await door.Services.GetRequiredService<ISetupLink>().IssueAsync(default));
    }

    [Fact]
    public async Task An_invitation_page_sets_the_password_and_signs_in()
    {
        await using var door = await Door.OpenAsync();
        var site = door.Services.GetRequiredService<ISiteDirectory>().Root(door.Ours.TenantId);
        var invited = await door.AskAsync<InvitePerson, Infrastructure.Results.Result<InvitePerson.Invited>>(
            "admin", i => i.RunAsync(new("new@ours.example", "New Comer", Infrastructure.Access.Role.Analyst, site.Id), default));
        using var visitor = door.Visitor();

        using var reply = await visitor.SubmitAsync($"/invite/{invited.Value.Token}", "invite", new() { ["Form.Password"] = "correct horse battery" });

        Assert.Equal("/", reply.Target());
        Assert.Equal(HttpStatusCode.OK, await visitor.StatusAsync("/api/v1/sites"));
        Assert.Contains("This link does not work", await visitor.Http.GetStringAsync($"/invite/{invited.Value.Token}"), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Right() => new() { ["Form.Email"] = "admin@ours.example", ["Form.Password"] = Estates.Password };

    private static async Task<Cookie?> WithRecoveryAsync(Door door, string code)
    {
        using var visitor = door.Visitor();
        using var half = await visitor.SubmitAsync("/signin", "signin", Right());
        using var whole = await visitor.SubmitAsync(half.Target(), "second-factor", new() { ["Form.Code"] = code });
        return visitor.Session;
    }

    [GeneratedRegex("role=\"alert\"[^>]*>(?<it>[^<]*)<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alert();

    [GeneratedRegex("<code[^>]*>(?<it>[^<]*)</code>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
