using System.Globalization;
using IoTConsole.Infrastructure.Palette;

namespace IoTConsole.Infrastructure.Tests.Palette;

public class PaletteWordsTests
{
    [Theory]
    [InlineData("harb", "Harbour House")]
    [InlineData("house", "Harbour House")]
    [InlineData("hrbr", "Harbour House")]
    [InlineData("harbuor", "Harbour House")]
    [InlineData("harrbour", "Harbour House")]
    [InlineData("habor", "Harbour House")]
    [InlineData("hose harb", "Harbour House")]
    [InlineData("tempreature", "Temperature 12")]
    [InlineData("temparatur", "Temperature 12")]
    [InlineData("SN-104", "sn-104")]
    [InlineData("104", "SN-2026-000104")]
    [InlineData("munchen", "Haus München")]
    public void Finds(string typed, string text) => Assert.NotEqual(0, PaletteWords.Of(typed).Score(text));

    [Theory]
    [InlineData("mill", "Harbour House")]
    [InlineData("hox", "Harbour House")]
    [InlineData("SN-105", "SN-104-B")]
    [InlineData("harbour mill", "Harbour House")]
    [InlineData("sn1042199", "SN-000104")]
    [InlineData("", "Harbour House")]
    public void Does_not_find(string typed, string text) => Assert.Equal(0, PaletteWords.Of(typed).Exactly(PaletteWords.Folded(text)));

    [Fact]
    public void The_same_comes_before_a_beginning_a_words_beginning_the_middle_a_slip_and_letters_in_order()
    {
        var texts = new[] { "Floor", "Floor 12", "Ground floor", "Subfloor", "Flor 12", "Fliesenboxoor" };

        var scores = texts.Select(t => PaletteWords.Of("floor").Score(t)).ToList();

        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(scores.Count, scores.Distinct().Count());
    }

    [Fact]
    public void A_field_is_judged_by_itself()
    {
        var words = PaletteWords.Of("air-1");

        Assert.Equal(1000, words.Score("Climate", "SN-9", "air-1"));
        Assert.Equal(0, PaletteWords.Of("cls9").Score("Climate", "SN-9"));
    }

    [Fact]
    public void Out_of_sixty_thousand_the_right_one_is_found_also_with_a_slip_and_never_one_out_of_sight()
    {
        var index = new PaletteIndex<int>(Enumerable.Range(0, 60_000).ToList(), TextOf);

        Assert.Equal(12_345, index.Find(PaletteWords.Of("sn-2026-012345"), 6, _ => true)[0].Thing);
        Assert.Equal(12_345, index.Find(PaletteWords.Of("Humidity 12345"), 6, _ => true)[0].Thing);
        Assert.Contains(index.Find(PaletteWords.Of("humdity 12345"), 6, _ => true), f => f.Thing == 12_345);
        Assert.DoesNotContain(index.Find(PaletteWords.Of("sn-2026-012345"), 6, thing => thing != 12_345), f => f.Thing == 12_345);
        Assert.Equal(6, index.Find(PaletteWords.Of("sn"), 6, _ => true).Count);
    }

    private static string TextOf(int i) => string.Create(
        CultureInfo.InvariantCulture, $"{(i % 3 == 0 ? "Humidity" : "Temperature")} {i}\nSN-2026-{i:000000}\nbuilding-{i % 100}.dev-{i}");
}
