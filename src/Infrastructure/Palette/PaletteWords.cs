using System.Globalization;
using System.Text;

namespace IoTConsole.Infrastructure.Palette;

/// <summary>
/// What was typed, and how well a text answers it: the whole text, its beginning, the beginning of a word, anywhere, its letters in
/// order, or nearly (one or two slips of the hand). Every word that was typed must be found.
/// </summary>
public sealed class PaletteWords
{
    /// <summary>Between the fields of a text: a field begins a word, and letters in order never span two.</summary>
    public const char FieldEnd = '\n';

    private readonly TypedWord[] _words;

    private PaletteWords(string typed) => (Typed, _words) = (typed, Folded(typed).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => new TypedWord(w)).ToArray());

    public string Typed { get; }

    public bool IsEmpty => _words.Length == 0;

    public static PaletteWords Of(string? typed) => new((typed ?? "").Trim());

    /// <summary>Lower case and without accents: what both sides are compared as.</summary>
    public static string Folded(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormD))
            if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark) folded.Append(char.ToLowerInvariant(letter));
        return folded.ToString();
    }

    /// <summary>0 for no, up to 1000 for the same. Exact finds only: quick enough for every device of a fleet.</summary>
    /// <param name="folded">From <see cref="Folded"/>, its fields joined by <see cref="FieldEnd"/>.</param>
    public int Exactly(ReadOnlySpan<char> folded)
    {
        var sum = 0;
        foreach (var word in _words)
        {
            var score = word.Exactly(folded);
            if (score == 0) return 0;
            sum += score;
        }

        return _words.Length == 0 ? 0 : sum / _words.Length;
    }

    /// <summary>As <see cref="Exactly"/>, and where that finds nothing, letters in order and slips of the hand.</summary>
    public int Roughly(ReadOnlySpan<char> folded)
    {
        var sum = 0;
        foreach (var word in _words)
        {
            var score = word.Exactly(folded);
            if (score == 0) score = word.Roughly(folded);
            if (score == 0) return 0;
            sum += score;
        }

        return _words.Length == 0 ? 0 : sum / _words.Length;
    }

    /// <summary>For what is not kept folded.</summary>
    public int Score(params ReadOnlySpan<string?> fields) => Roughly(Folded(string.Join(FieldEnd, fields)));
}
