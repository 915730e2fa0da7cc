using Bunit;
using IoTConsole.Infrastructure.Ui;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Ui.Tests.Parts;

public class ToastTests
{
    [Fact]
    public async Task A_toast_says_its_news_with_a_door_and_goes_by_itself_or_when_dismissed()
    {
        await using var page = new PageContext();
        var toasts = page.Services.GetRequiredService<Toasts>();
        var shelf = page.Render<ToastShelf>();
        Assert.Empty(shelf.FindAll(".toast"));

        toasts.Say("Started: Add tag roof", "/runs/1", "Watch it");
        toasts.Say("Saved");
        shelf.WaitForAssertion(() => Assert.Equal(2, shelf.FindAll(".toast").Count));
        Assert.Equal("/runs/1", shelf.Find(".toast a").GetAttribute("href"));
        shelf.FindAll(".toast button")[1].Click();
        shelf.WaitForAssertion(() => Assert.Single(shelf.FindAll(".toast")));

        // While somebody is at it, it stays.
        shelf.Find(".toasts").TriggerEvent("onfocusin", new Microsoft.AspNetCore.Components.Web.FocusEventArgs());
        page.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(shelf.FindAll(".toast"));
        shelf.Find(".toasts").TriggerEvent("onfocusout", new Microsoft.AspNetCore.Components.Web.FocusEventArgs());
        page.Clock.Advance(TimeSpan.FromSeconds(2));
        shelf.WaitForAssertion(() => Assert.Empty(shelf.FindAll(".toast")));
    }

    [Fact]
    public void What_is_said_again_of_the_same_thing_takes_the_place_of_what_was_said_and_three_are_enough()
    {
        var toasts = new Toasts();
        toasts.Say("Started", "/runs/1");
        toasts.Say("Ended", "/runs/1");
        Assert.Equal(["Ended"], toasts.Shown.Select(t => t.Words));

        for (var i = 2; i <= 4; i++) toasts.Say($"Other {i}", $"/runs/{i}");
        Assert.Equal(["Other 2", "Other 3", "Other 4"], toasts.Shown.Select(t => t.Words));
    }

    [Fact]
    public async Task A_bar_says_how_far_it_is_to_those_who_do_not_see_it()
    {
        await using var page = new PageContext();

        var bar = page.Render<ProgressBar>(p => p.Add(b => b.Done, 0.456).Add(b => b.Label, "Add tag roof")).Find("[role=progressbar]");

        Assert.Equal(("45", "Add tag roof"), (bar.GetAttribute("aria-valuenow"), bar.GetAttribute("aria-label")));
    }

    [Fact]
    public async Task A_dialog_that_has_nothing_to_confirm_yet_cannot_be_confirmed()
    {
        await using var page = new PageContext();
        var confirmed = 0;
        var dialog = page.Render<ConfirmDialog>(p => p
            .Add(d => d.Open, true).Add(d => d.Title, "Tag them?").Add(d => d.Confirm, "Tag").Add(d => d.Ready, false).Add(d => d.OnConfirm, () => confirmed++));

        Assert.True(dialog.Find("button[type=submit]").HasAttribute("disabled"));
        dialog.Find("form").Submit();
        Assert.Equal(0, confirmed);
    }
}
