using Bunit;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;

namespace IoTConsole.Ui.Tests.Live;

public sealed class LivePageTests
{
    [Fact]
    public async Task A_flood_of_news_becomes_at_most_two_loads_a_second()
    {
        await using var context = new PageContext();
        var page = context.Render<CountingPage>();
        Assert.Equal(1, page.Instance.Loads);

        for (var tick = 0; tick < 100; tick++)
        {
            for (var i = 0; i < 20; i++) context.Topics.Announce("things");
            context.Clock.Advance(TimeSpan.FromMilliseconds(20));
            await page.InvokeAsync(() => { });
        }

        // Two seconds of news: the first load, and one each half second after it.
        page.WaitForAssertion(() => Assert.InRange(page.Instance.Loads, 4, 5));
    }

    [Fact]
    public async Task Several_parts_of_a_page_share_two_beats_a_second_and_each_hears_everything()
    {
        await using var context = new PageContext();
        var parts = new[] { "things", "others", "more" }.Select(t => context.Render<CountingPage>(p => p.Add(c => c.Hears, t))).ToList();

        for (var tick = 0; tick < 100; tick++)
        {
            // Never all at once: alone, each part would take its own two a second.
            context.Topics.Announce(new[] { "things", "others", "more" }[tick % 3]);
            context.Clock.Advance(TimeSpan.FromMilliseconds(20));
            await parts[0].InvokeAsync(() => { });
        }

        Assert.InRange(context.Beat.Beats, 2, 5);
        context.Clock.Advance(LivePage.Rhythm);
        context.Clock.Advance(LivePage.Rhythm);
        parts.ForEach(p => p.WaitForAssertion(() => Assert.InRange(p.Instance.Loads, 3, 6)));
    }

    [Fact]
    public async Task While_nobody_looks_nothing_is_loaded_and_then_once()
    {
        await using var context = new PageContext();
        var page = context.Render<CountingPage>();
        context.Beat.Rest();

        for (var i = 0; i < 50; i++)
        {
            context.Topics.Announce("things");
            context.Clock.Advance(LivePage.Rhythm);
            await page.InvokeAsync(() => { });
        }

        Assert.Equal(1, page.Instance.Loads);
        await page.Instance.AgainAsync();
        Assert.Equal(2, page.Instance.Loads); // what the person asks for is answered
        context.Topics.Announce("things");
        await page.InvokeAsync(() => { });
        await page.InvokeAsync(context.Beat.Wake);
        context.Clock.Advance(LivePage.Rhythm);
        page.WaitForAssertion(() => Assert.Equal(3, page.Instance.Loads));
    }

    [Fact]
    public async Task A_part_that_cannot_be_drawn_again_does_not_keep_the_news_from_the_others()
    {
        await using var context = new PageContext();
        using var broken = context.Topics.Listen("things", () => throw new InvalidOperationException("falling apart"));
        var page = context.Render<CountingPage>();

        context.Topics.Announce("things");
        context.Clock.Advance(LivePage.Rhythm);

        page.WaitForAssertion(() => Assert.Equal(2, page.Instance.Loads));
    }

    [Fact]
    public async Task The_last_news_is_never_lost()
    {
        await using var context = new PageContext();
        var page = context.Render<CountingPage>();

        context.Topics.Announce("things");
        context.Clock.Advance(LivePage.Rhythm);

        page.WaitForAssertion(() => Assert.Contains("shown 2", page.Markup));
    }

    [Fact]
    public async Task News_during_a_load_leads_to_one_more_load_and_never_two_at_once()
    {
        await using var context = new PageContext();
        var page = context.Render<CountingPage>();
        var gate = new TaskCompletionSource();
        page.Instance.Next = _ => gate.Task;
        context.Clock.Advance(LivePage.Rhythm);
        context.Topics.Announce("things");
        page.WaitForAssertion(() => Assert.Equal(2, page.Instance.Loads));

        for (var i = 0; i < 10; i++) context.Topics.Announce("things");
        context.Clock.Advance(LivePage.Rhythm);
        await page.InvokeAsync(() => { });
        Assert.Equal(2, page.Instance.Loads);
        await page.InvokeAsync(gate.SetResult);

        page.WaitForAssertion(() => Assert.Equal(3, page.Instance.Loads));
    }

    [Fact]
    public async Task A_fault_keeps_what_was_shown_and_says_so()
    {
        await using var context = new PageContext();
        var page = context.Render<CountingPage>();
        page.Instance.Next = _ => throw new InvalidOperationException("the disk is full");

        await page.Instance.AgainAsync();

        Assert.Contains("shown 1", page.Markup);
        Assert.Equal("page.could-not-load", page.Instance.Trouble?.Code);
        Assert.DoesNotContain("disk", Assert.Single(context.Troubles.All).Problem.Message, StringComparison.Ordinal);

        page.Instance.Next = null;
        await Assert.Single(context.Troubles.All).TryAgain();
        Assert.Empty(context.Troubles.All);
        Assert.Contains("shown 3", page.Markup);
    }

    [Fact]
    public async Task A_refusal_is_told_in_its_own_words()
    {
        await using var context = new PageContext();
        var page = context.Render<CountingPage>();
        page.Instance.RefuseWith = new Problem(ProblemKind.Forbidden, "x.no", "Ask somebody else.");

        await page.Instance.AgainAsync();

        Assert.Equal("Ask somebody else.", Assert.Single(context.Troubles.All).Problem.Message);
    }

    [Fact]
    public async Task Leaving_cancels_the_load_and_whatever_a_button_started()
    {
        await using var context = new PageContext();
        var page = context.Render<CountingPage>();
        page.Instance.Next = ct => Task.Delay(Timeout.InfiniteTimeSpan, context.Clock, ct);
        var (instance, running) = (page.Instance, page.Instance.AgainAsync());
        var leaving = instance.Leaving;

        await context.DisposeComponentsAsync();
        await running;

        Assert.True(leaving.IsCancellationRequested);
        Assert.True(instance.Tokens[^1].IsCancellationRequested);
        Assert.Empty(context.Troubles.All);
    }

    [Fact]
    public async Task A_page_that_was_left_hears_nothing_and_disturbs_nobody()
    {
        await using var context = new PageContext();
        var (first, second) = (context.Render<CountingPage>(), context.Render<CountingPage>());
        var gone = first.Instance;
        await first.InvokeAsync(gone.Dispose);

        context.Clock.Advance(LivePage.Rhythm);
        context.Topics.Announce("things");

        second.WaitForAssertion(() => Assert.Equal(2, second.Instance.Loads));
        Assert.Equal(1, gone.Loads);
    }

    [Fact]
    public async Task One_page_that_fails_leaves_the_other_live()
    {
        await using var context = new PageContext();
        var (bad, good) = (context.Render<CountingPage>(), context.Render<CountingPage>());
        bad.Instance.Next = _ => throw new InvalidOperationException();

        context.Clock.Advance(LivePage.Rhythm);
        context.Topics.Announce("things");

        good.WaitForAssertion(() => Assert.Contains("shown 2", good.Markup));
    }

    [Fact]
    public async Task A_new_scope_in_the_address_loads_again_at_once_and_drops_the_old_answer()
    {
        await using var context = new PageContext();
        var page = context.Render<CountingPage>();
        page.Instance.Next = ct => Task.Delay(Timeout.InfiniteTimeSpan, context.Clock, ct);
        var slow = page.Instance.AgainAsync();

        page.Instance.Next = null;
        await page.InvokeAsync(() => context.GoTo("/?scope=0198"));
        await slow;

        page.WaitForAssertion(() => Assert.Contains("shown 3", page.Markup));
        Assert.True(page.Instance.Tokens[1].IsCancellationRequested);
    }

    [Fact]
    public async Task Another_path_is_not_this_pages_business()
    {
        await using var context = new PageContext();
        var page = context.Render<CountingPage>();

        await page.InvokeAsync(() => context.GoTo("/elsewhere?scope=0198"));

        Assert.Equal(1, page.Instance.Loads);
    }

    [Fact]
    public async Task Changed_access_loads_again_at_once()
    {
        await using var context = new PageContext();
        var page = context.Render<CountingPage>();

        await page.InvokeAsync(context.Access.Announce);

        page.WaitForAssertion(() => Assert.Equal(2, page.Instance.Loads));
    }

    [Fact]
    public async Task What_nobody_announces_is_read_in_its_rhythm()
    {
        await using var context = new PageContext();
        var page = context.Render<CountingPage>(p => p.Add(c => c.Every, TimeSpan.FromSeconds(10)));

        context.Clock.Advance(TimeSpan.FromSeconds(10));

        page.WaitForAssertion(() => Assert.Equal(2, page.Instance.Loads));
    }
}
