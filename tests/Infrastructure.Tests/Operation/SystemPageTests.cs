using Bunit;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Infrastructure.Tests.Operation;

public class SystemPageTests
{
    private static readonly Guid _ours = Guid.CreateVersion7();
    private static readonly Guid _theirs = Guid.CreateVersion7();

    [Fact]
    public async Task Refusals_of_another_tenant_are_not_shown_and_unattributed_ones_only_to_whoever_runs_the_platform()
    {
        await using var console = await TestConsole.StartAsync();
        var refusals = console.Services.GetRequiredService<Refusals>();
        refusals.Count("publish", "malformed-json", _ours, "kettle-1", times: 3);
        refusals.Count("publish", "malformed-json", _theirs, "their kettle");
        refusals.Count("connect", "self-signed", null);

        var admin = TestConsole.Person(_ours, (Role.Administrator, "aaaa/"));
        Assert.Equal([("malformed-json", 3L)], await ReasonsAsync(console, admin));
        Assert.Equal(2, (await ReasonsAsync(console, admin with { RunsThePlatform = true })).Count);
        Assert.Empty(await ReasonsAsync(console, TestConsole.Person(_ours, (Role.Executive, "aaaa/"))));
    }

    [Fact]
    public async Task Waiting_and_given_up_news_are_counted_apart()
    {
        await using var console = await TestConsole.StartAsync();
        await console.LookAsync(async db =>
        {
            var now = console.Clock.GetUtcNow();
            db.Add(new OutboxRow { Id = Guid.CreateVersion7(), Type = "waiting", Body = "{}", WrittenAt = now, NotBefore = now });
            db.Add(new OutboxRow { Id = Guid.CreateVersion7(), Type = "stuck", Body = "{}", WrittenAt = now, NotBefore = now, Attempts = DeliverNews.MostAttempts });
            return await db.SaveChangesAsync();
        });

        var counts = await console.AskAsync<CountNews, Results.Result<CountNews.Counts>>(
            TestConsole.Person(_ours, (Role.Auditor, "aaaa/")), u => u.RunAsync(CancellationToken.None));

        Assert.Equal(new CountNews.Counts(1, 1), counts.Value);
    }

    [Fact]
    public async Task The_page_shows_what_was_refused_and_each_job_with_its_last_run()
    {
        await using var console = await TestConsole.StartAsync();
        await console.RunJobAsync("provisioning.prune-sightings");
        console.Services.GetRequiredService<Refusals>().Count("publish", "not-finite", _ours, "kettle-1");
        await using var scope = console.As(TestConsole.Person(_ours, (Role.Administrator, "aaaa/")));
        await using var browser = Browser(scope);

        var page = browser.Render<SystemPage>();

        page.WaitForAssertion(() => Assert.Contains("not finite", page.Markup, StringComparison.Ordinal));
        Assert.Contains("provisioning.prune-sightings", page.Markup, StringComparison.Ordinal);
        Assert.Contains("not yet", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_says_so_when_nothing_was_refused_and_shows_nothing_to_those_who_may_not()
    {
        await using var console = await TestConsole.StartAsync();
        await using var scope = console.As(TestConsole.Person(_ours, (Role.Administrator, "aaaa/")));
        await using var browser = Browser(scope);
        var page = browser.Render<SystemPage>();
        page.WaitForAssertion(() => Assert.Contains("Nothing has been refused", page.Markup, StringComparison.Ordinal));

        await using var other = console.As(TestConsole.Person(_ours, (Role.Executive, "aaaa/")));
        await using var elsewhere = Browser(other);
        Assert.DoesNotContain("prune-sightings", elsewhere.Render<SystemPage>().Markup, StringComparison.Ordinal);
    }

    internal static BunitContext Browser(AsyncServiceScope scope)
    {
        var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddFallbackServiceProvider(scope.ServiceProvider);
        return browser;
    }

    private static async Task<List<(string, long)>> ReasonsAsync(TestConsole console, Actor actor)
    {
        await using var scope = console.As(actor);
        var rows = scope.ServiceProvider.GetRequiredService<ListRefusals>().Run();
        return rows.Succeeded ? rows.Value.Select(r => (r.Reason, r.Count)).ToList() : [];
    }
}
