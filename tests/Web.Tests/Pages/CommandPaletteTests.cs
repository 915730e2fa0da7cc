using Bunit;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Palette;
using IoTConsole.Web.Shell;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace IoTConsole.Web.Tests.Pages;

public class CommandPaletteTests
{
    [Fact]
    public async Task What_was_chosen_before_and_comes_late_does_not_take_away_the_answers_to_what_was_typed()
    {
        await using var browser = new BunitContext();
        var shelf = new SlowShelf();
        var caller = new Caller();
        caller.Become(Actor.System());
        browser.Services.AddSingleton(caller);
        browser.Services.AddSingleton(new PaletteAnswers([shelf], NullLogger<PaletteAnswers>.Instance));
        var palette = browser.Render<CommandPalette>();

        var opening = palette.Find("[data-palette-recent]").ChangeAsync("book:1");
        await palette.Find("[data-palette-input]").InputAsync("atlas");
        Assert.Equal("atlas", palette.Find("#palette-list").GetAttribute("data-for"));
        shelf.Recalled.SetResult(new PaletteHit("1", "Earlier", null, "/earlier", 0));
        await opening;

        Assert.Equal("atlas", palette.Find("#palette-list").GetAttribute("data-for"));
        Assert.Equal("atlas", palette.Find("[role=option] .palette-title").TextContent);
        await palette.Find("[data-palette-input]").InputAsync("");
        Assert.Equal("Earlier", palette.Find("[role=option] .palette-title").TextContent);
    }

    private sealed class SlowShelf : IPaletteSource
    {
        public TaskCompletionSource<PaletteHit?> Recalled { get; } = new();

        public string Kind => "book";

        public string Heading => "Books";

        public string Icon => "";

        public ValueTask<IReadOnlyList<PaletteHit>> FindAsync(PaletteWords words, int most, CancellationToken ct) =>
            ValueTask.FromResult<IReadOnlyList<PaletteHit>>(words.IsEmpty ? [] : [new PaletteHit("2", "atlas", null, "/atlas", 1)]);

        public async ValueTask<PaletteHit?> RecallAsync(string id, CancellationToken ct) => await Recalled.Task;
    }
}
