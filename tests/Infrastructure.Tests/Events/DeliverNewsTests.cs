using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Infrastructure.Tests.Events;

public class DeliverNewsTests
{
    [Fact]
    public async Task News_is_delivered_once_after_the_change_is_saved()
    {
        await using var console = await StartAsync();
        await AnnounceAsync(console, new KettleBoiled("green"));

        await console.DeliverNewsAsync();
        await console.DeliverNewsAsync();

        Assert.Equal(["green"], console.Services.GetRequiredService<Heard>().Colours);
        Assert.Equal(0, await console.LookAsync(db => db.Set<OutboxRow>().CountAsync()));
    }

    [Fact]
    public async Task News_of_a_change_that_was_not_saved_is_never_told()
    {
        await using var console = await StartAsync();
        await console.LookAsync(db =>
        {
            db.Announce(new KettleBoiled("grey"));
            return Task.FromResult(0);
        });

        await console.DeliverNewsAsync();

        Assert.Empty(console.Services.GetRequiredService<Heard>().Colours);
    }

    [Fact]
    public async Task A_failing_listener_is_tried_again_later_and_others_are_not_held_up()
    {
        await using var console = await StartAsync();
        console.Services.GetRequiredService<Heard>().Failing = "red";
        await AnnounceAsync(console, new KettleBoiled("red"));
        await AnnounceAsync(console, new KettleBoiled("blue"));

        await console.DeliverNewsAsync();
        Assert.Equal(["blue"], console.Services.GetRequiredService<Heard>().Colours);

        console.Services.GetRequiredService<Heard>().Failing = null;
        console.Clock.Advance(TimeSpan.FromMinutes(1));
        await console.DeliverNewsAsync();
        Assert.Equal(["blue", "red"], console.Services.GetRequiredService<Heard>().Colours);
    }

    [Fact]
    public async Task News_that_keeps_failing_rests_with_its_reason_after_ten_attempts()
    {
        await using var console = await StartAsync();
        console.Services.GetRequiredService<Heard>().Failing = "red";
        await AnnounceAsync(console, new KettleBoiled("red"));

        for (var attempt = 0; attempt < 12; attempt++)
        {
            await console.DeliverNewsAsync();
            console.Clock.Advance(TimeSpan.FromHours(1));
        }

        var rest = await console.LookAsync(db => db.Set<OutboxRow>().SingleAsync());
        Assert.Equal((DeliverNews.MostAttempts, "not red again"), (rest.Attempts, rest.LastError));
    }

    private static Task<TestConsole> StartAsync() => TestConsole.StartAsync(more: s => s
        .AddSingleton<Heard>().AddReaction<KettleBoiled, PourWhenKettleBoils>());

    private static Task AnnounceAsync(TestConsole console, IEvent news) => console.LookAsync(async db =>
    {
        db.Announce(news);
        return await db.SaveChangesAsync();
    });

    internal sealed record KettleBoiled(string Colour) : IEvent;

    internal sealed class Heard
    {
        public List<string> Colours { get; } = [];

        public string? Failing { get; set; }
    }

    internal sealed class PourWhenKettleBoils(Heard heard) : IReactTo<KettleBoiled>
    {
        public Task HandleAsync(KettleBoiled news, CancellationToken ct)
        {
            if (news.Colour == heard.Failing) throw new InvalidOperationException("not red again");
            heard.Colours.Add(news.Colour);
            return Task.CompletedTask;
        }
    }
}
