using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.People;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Tests.People;

public class InvitationTests
{
    private const string Chosen = "correct horse battery";

    [Fact]
    public async Task An_invitation_works_once()
    {
        await using var estates = await Estates.StartAsync();
        var invited = (await InviteAsync(estates, "north", "new@ours.example")).Value;
        Assert.Equal("Meridian", (await LookAsync(estates, invited.Token)).Value.Organisation);

        Assert.Null((await AcceptAsync(estates, invited.Token, Chosen)).Problem);

        Assert.Equal("tenants.invitation-spent", (await AcceptAsync(estates, invited.Token, Chosen)).Problem?.Code);
        Assert.Equal(Role.Operator, (await estates.Actors.ForPersonAsync(invited.PersonId, default))!.Grants.Single().Role);
        var stored = await estates.Console.LookAsync(db => db.Set<Invitation>().SingleAsync());
        Assert.DoesNotContain(invited.Token, stored.TokenHash, StringComparison.Ordinal);
        var audits = await estates.Console.LookAsync(db => db.Set<AuditRow>().ToListAsync());
        Assert.All(audits, a => Assert.DoesNotContain(stored.TokenHash, (a.Before ?? "") + (a.After ?? ""), StringComparison.Ordinal));
        Assert.Contains(audits, a => a.Subject == nameof(Invitation) && a.TenantId == estates.Ours.TenantId);
    }

    [Fact]
    public async Task A_link_ends_after_seven_days_or_with_a_newer_one()
    {
        await using var estates = await Estates.StartAsync();
        var first = (await InviteAsync(estates, "admin", "new@ours.example")).Value;
        var second = (await RenewAsync(estates, "admin", first.PersonId)).Value;
        Assert.Equal("tenants.invitation-spent", (await LookAsync(estates, first.Token)).Problem?.Code);
        Assert.Null((await LookAsync(estates, second.Token)).Problem);

        estates.Console.Clock.Advance(TimeSpan.FromDays(7));

        Assert.Equal("tenants.invitation-spent", (await LookAsync(estates, second.Token)).Problem?.Code);
        Assert.Equal("tenants.invitation-spent", (await LookAsync(estates, "made-up")).Problem?.Code);
    }

    [Theory]
    [InlineData("short", "tenants.password-length")]
    [InlineData("aaaaaaaaaaaaab", "tenants.password-too-plain")]
    [InlineData("this is newcomer now", "tenants.password-has-name")]
    public async Task A_weak_password_is_refused_and_the_link_stays(string password, string code)
    {
        await using var estates = await Estates.StartAsync();
        var invited = (await InviteAsync(estates, "admin", "newcomer@ours.example")).Value;

        Assert.Equal(code, (await AcceptAsync(estates, invited.Token, password)).Problem?.Code);

        Assert.Null((await AcceptAsync(estates, invited.Token, Chosen)).Problem);
    }

    [Fact]
    public async Task An_address_is_taken_once_on_the_whole_console()
    {
        await using var estates = await Estates.StartAsync();

        Assert.Equal("tenants.email-taken", (await InviteAsync(estates, "admin", "Operator@ours.example")).Problem?.Code);
        Assert.Equal("tenants.email-taken", (await InviteAsync(estates, "admin", "operator@theirs.example")).Problem?.Code);
        Assert.Equal("tenants.email", (await InviteAsync(estates, "admin", "Otto <o@x.example>")).Problem?.Code);
    }

    [Fact]
    public async Task A_link_for_somebody_who_holds_more_than_the_caller_is_refused()
    {
        await using var estates = await Estates.StartAsync();
        await estates.AskAsync<GrantRole, Result<Guid>>("admin", g => g.RunAsync(new(estates.PersonOf("operator"), Role.Analyst, estates.Site("South").Id), default));

        var refused = await RenewAsync(estates, "north", estates.PersonOf("operator"));

        Assert.Equal("tenants.beyond-you", refused.Problem?.Code);
    }

    private static Task<Result<InvitePerson.Invited>> InviteAsync(Estates e, string who, string email) => e.AskAsync<InvitePerson, Result<InvitePerson.Invited>>(
        who, i => i.RunAsync(new(email, "New Comer", Role.Operator, e.Site("North/Harbour House").Id), default));

    private static Task<Result<InvitePerson.Invited>> RenewAsync(Estates e, string who, Guid id) =>
        e.AskAsync<RenewInvitation, Result<InvitePerson.Invited>>(who, r => r.RunAsync(id, default));

    private static Task<Result<AcceptInvitation.Shown>> LookAsync(Estates e, string token) =>
        e.Console.AskAsync<AcceptInvitation, Result<AcceptInvitation.Shown>>(Actor.System(), a => a.LookAsync(token, default));

    private static Task<Result<AcceptInvitation.Shown>> AcceptAsync(Estates e, string token, string password) =>
        e.Console.AskAsync<AcceptInvitation, Result<AcceptInvitation.Shown>>(Actor.System(), a => a.RunAsync(token, password, default));
}
