namespace IoTConsole.Infrastructure.Palette;

/// <summary>One typed word, prepared once and then held against very many texts.</summary>
internal sealed class TypedWord
{
    private const int Longest = 64;
    private readonly string _word;
    private readonly ulong[] _places = new ulong[128];
    private readonly int _slips;

    public TypedWord(string word)
    {
        _word = word.Length > Longest ? word[..Longest] : word;
        for (var i = 0; i < _word.Length; i++) _places[_word[i] & 127] |= 1UL << i;

        // A short word with a slip is another word; in a number every digit counts, so that one slip is all it gets.
        var letters = _word.Count(char.IsLetter);
        _slips = _word.Length < 4 ? 0 : letters >= 7 ? 2 : 1;
    }

    /// <summary>1000 the whole field, 900 its beginning, 700 a word's beginning, 500 anywhere; a little less the more is left over.</summary>
    public int Exactly(ReadOnlySpan<char> text)
    {
        var best = 0;
        for (var from = 0; from <= text.Length - _word.Length;)
        {
            var at = text[from..].IndexOf(_word, StringComparison.Ordinal);
            if (at < 0) break;
            at += from;
            from = at + 1;
            var (begin, end) = (at, at + _word.Length);
            var rest = Math.Min(90, RestOf(text, end));
            var score = begin == 0 || text[begin - 1] == PaletteWords.FieldEnd ? (rest == 0 ? 1000 : 900 - rest)
                : char.IsLetterOrDigit(text[begin - 1]) ? 500 - rest
                : 700 - rest;
            best = Math.Max(best, score);
            if (best >= 810) break;
        }

        return best;
    }

    /// <summary>300 for one slip, 250 for two, up to 200 for the letters in order.</summary>
    public int Roughly(ReadOnlySpan<char> text)
    {
        var best = 0;
        if (_slips > 0 && IsNear(text)) best = Slipped(text);
        return Math.Max(best, InOrder(text));
    }

    // Bit-parallel approximate search (Myers): one pass, whatever the word's length. Judges an exchange of neighbours as two slips.
    private bool IsNear(ReadOnlySpan<char> text)
    {
        var (limit, distance, last) = (_slips * 2, _word.Length, 1UL << (_word.Length - 1));
        var (more, less) = (ulong.MaxValue, 0UL);
        foreach (var letter in text)
        {
            var equal = _places[letter & 127];
            var same = equal | less;
            var run = (((equal & more) + more) ^ more) | equal;
            var up = less | ~(run | more);
            var down = more & run;
            if ((up & last) != 0) distance++;
            else if ((down & last) != 0) distance--;
            if (distance <= limit) return true;
            (up, down) = (up << 1, down << 1);
            (more, less) = (down | ~(same | up), up & same);
        }

        return false;
    }

    // Words that begin nearly like the typed one, an exchange of neighbours being one slip.
    private int Slipped(ReadOnlySpan<char> text)
    {
        var fewest = _slips + 1;
        for (var at = 0; at < text.Length; at++)
        {
            if (at > 0 && char.IsLetterOrDigit(text[at - 1])) continue;
            fewest = Math.Min(fewest, SlipsFrom(text[at..Math.Min(text.Length, at + _word.Length + _slips)]));
            if (fewest <= 1) break;
        }

        return fewest > _slips ? 0 : 350 - (50 * fewest);
    }

    private int SlipsFrom(ReadOnlySpan<char> text)
    {
        var width = text.Length + 1;
        Span<int> before = stackalloc int[width], above = stackalloc int[width], row = stackalloc int[width];
        for (var j = 0; j < width; j++) above[j] = j;
        for (var i = 1; i <= _word.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j < width; j++)
            {
                var cost = _word[i - 1] == text[j - 1] ? 0 : 1;
                var least = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
                if (i > 1 && j > 1 && _word[i - 1] == text[j - 2] && _word[i - 2] == text[j - 1]) least = Math.Min(least, before[j - 2] + 1);
                row[j] = least;
            }

            var spare = before;
            before = above;
            above = row;
            row = spare;
        }

        var fewest = int.MaxValue;
        foreach (var slips in above) fewest = Math.Min(fewest, slips);
        return fewest;
    }

    private int InOrder(ReadOnlySpan<char> text)
    {
        if (_word.Length < 3) return 0;
        var best = 0;
        foreach (var range in text.Split(PaletteWords.FieldEnd))
        {
            var field = text[range];
            var (first, next) = (-1, 0);
            for (var i = 0; i < field.Length && next < _word.Length; i++)
            {
                if (field[i] != _word[next]) continue;
                if (next == 0)
                {
                    // Letters in order say something only from the beginning of a word on.
                    if (i > 0 && char.IsLetterOrDigit(field[i - 1])) continue;
                    first = i;
                }

                if (++next == _word.Length && i - first < 4 * _word.Length) best = Math.Max(best, 200 - Math.Min(90, 4 * (i - first + 1 - _word.Length)));
            }
        }

        return best;
    }

    private static int RestOf(ReadOnlySpan<char> text, int end)
    {
        var rest = text[end..].IndexOf(PaletteWords.FieldEnd);
        return rest < 0 ? text.Length - end : rest;
    }
}
