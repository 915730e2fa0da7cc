using System.Net;
using System.Text.RegularExpressions;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Account;
using IoTConsole.Tenants.Tests.SignIn;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Tests.Account;

/// <summary>
/// What is bound to a cookie runs through its page: BeginSecondFactor, ConfirmSecondFactor, RenewRecoveryCodes,
/// RemoveSecondFactor, ChangeOwnPassword, SignInWithPassword, SignInWithSecondFactor.
/// </summary>
public partial class OwnAccountTests
{
    [Fact]
    public async Task Somebody_sees_their_own_roles_in_words_and_renames_only_themselves()
    {
        await using var estates = await Estates.StartAsync();

        var own = (await estates.AskAsync<GetOwnAccount, Result<GetOwnAccount.Row>>("operator", g => g.RunAsync(default))).Value;
        Assert.Equal(("operator@ours.example", "Meridian"), (own.Email, own.Organisation));
        Assert.Equal(["Operator at Harbour House"], own.Grants);
        Assert.Equal("tenants.person-name", (await RenameAsync(estates, " ")).Problem?.Code);
        Assert.Null((await RenameAsync(estates, "Otto O.")).Problem);

        Assert.Equal("Otto O.", (await estates.ActorOf("operator")).Name);
        Assert.Equal("Otto Operator", (await estates.ActorOf("operator", estates.Theirs)).Name);
        var audit = await estates.Console.LookAsync(db => db.Set<AuditRow>().SingleAsync(a => a.Operation == nameof(ChangeOwnName)));
        Assert.Equal(("{\"DisplayName\":\"Otto Operator\"}", "{\"DisplayName\":\"Otto O.\"}"), (audit.Before, audit.After));
    }

    [Fact]
    public async Task Recovery_codes_and_the_end_of_the_second_factor_demand_the_password()
    {
        await using var door = await Door.OpenAsync();
        using var ada = await door.SignedInAsync("admin");
        const string Page = "/account/second-factor";
        using var begun = await ada.SubmitAsync(Page, "begin", []);
        var secret = Codes(await begun.Content.ReadAsStringAsync()).Single();
        using var on = await ada.SubmitAsync(Page, "confirm", new() { ["First.Code"] = Totp.CodeOf(secret, TimeProvider.System.GetUtcNow()) });
        var shown = await on.Content.ReadAsStringAsync();
        var first = Codes(shown);
        Assert.Equal(first, WebUtility.HtmlDecode(File().Match(shown).Groups["it"].Value).Split("%0A", StringSplitOptions.RemoveEmptyEntries)[1..]);
        Assert.DoesNotContain(first[0], await ada.Http.GetStringAsync(Page), StringComparison.Ordinal);
        Assert.Contains("10 recovery codes are left.", await ada.Http.GetStringAsync("/account"), StringComparison.Ordinal);

        using var refused = await ada.SubmitAsync(Page, "codes", new() { ["Codes.Password"] = "not the password" });
        Assert.Contains(TenantsProblems.WrongPassword.Message, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var renewed = await ada.SubmitAsync(Page, "codes", new() { ["Codes.Password"] = Estates.Password });
        var second = Codes(await renewed.Content.ReadAsStringAsync());
        Assert.Equal((10, 20), (second.Count, first.Concat(second).Distinct().Count()));
        Assert.Null(await WithCodeAsync(door, first[0]));
        Assert.NotNull(await WithCodeAsync(door, second[0]));
        Assert.Null(await WithCodeAsync(door, second[0]));
        Assert.Contains("9 recovery codes are left.", await ada.Http.GetStringAsync("/account"), StringComparison.Ordinal);

        using var kept = await ada.SubmitAsync(Page, "off", new() { ["Off.Password"] = "not the password" });
        Assert.True((await door.LookAsync(db => db.Set<Tenants.People.Person>().SingleAsync(p => p.Email == "admin@ours.example"))).TwoFactorEnabled);
        using var off = await ada.SubmitAsync(Page, "off", new() { ["Off.Password"] = Estates.Password });
        Assert.Contains("The second step is off.", await off.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await ada.StatusAsync("/api/v1/sites"));
        using var again = await door.SignedInAsync("admin");
        Assert.NotNull(again.Session);
    }

    [Fact]
    public async Task A_name_is_changed_on_the_page_and_a_weak_password_refused_there()
    {
        await using var door = await Door.OpenAsync();
        using var otto = await door.SignedInAsync("operator");

        using var renamed = await otto.SubmitAsync("/account", "name", new() { ["Name.DisplayName"] = "Otto O." });
        Assert.Equal("/account?saved=name", renamed.Target());
        Assert.Contains("Otto O.", await otto.Http.GetStringAsync("/account?saved=name"), StringComparison.Ordinal);
        using var weak = await otto.SubmitAsync("/account", "password", new() { ["Password.Current"] = Estates.Password, ["Password.New"] = "aaaaaaaaaaaa" });
        Assert.Contains(TenantsProblems.PasswordTooPlain.Message, await weak.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<Result<Done>> RenameAsync(Estates e, string name) => e.AskAsync<ChangeOwnName, Result<Done>>("operator", c => c.RunAsync(name, default));

    private static async Task<Cookie?> WithCodeAsync(Door door, string code)
    {
        using var visitor = door.Visitor();
        (await visitor.SubmitAsync("/signin", "signin", new() { ["Form.Email"] = "admin@ours.example", ["Form.Password"] = Estates.Password })).Dispose();
        (await visitor.SubmitAsync("/signin/second-factor", "second-factor", new() { ["Form.Code"] = code })).Dispose();
        return visitor.Session;
    }

    [GeneratedRegex("href=\"data:text/plain;charset=utf-8,(?<it>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex File();

    private static List<string> Codes(string page) => Code().Matches(page).Select(m => m.Groups["it"].Value).ToList();

    [GeneratedRegex("<code[^>]*>(?<it>[^<]*)</code>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
