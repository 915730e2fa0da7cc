using System.Text.RegularExpressions;

namespace IoTConsole.Architecture.Tests.Sources;

/// <summary>What a source file says to people: through the words, or past them.</summary>
internal static partial class SpokenText
{
    // The same in every language.
    private static readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase) { "CSV", "XLSX", "Parquet", "Europe/London" };

    /// <summary>The English texts that the file looks up.</summary>
    public static IEnumerable<string> KeysIn(string source) => Keys().Matches(source)
        .SelectMany(m => m.Groups["key"].Captures.Select(c => Regex.Unescape(c.Value)))
        .Concat(Enums().Matches(source).SelectMany(m => m.Groups["member"].Captures.Select(c => Sentence(c.Value))));

    /// <summary>Texts of a component that a person would read in English whatever they chose. Coarse, on the side of naming too much.</summary>
    public static IEnumerable<string> PastTheWords(string component)
    {
        var text = Comments().Replace(component, "");
        var code = text.IndexOf("@code {", StringComparison.Ordinal);
        var markup = Directives().Replace(code < 0 ? text : text[..code], "");
        var attributes = Attributes().Matches(markup).Select(m => m.Groups["text"].Value);
        var literals = Literals().Matches(markup + (code < 0 ? "" : text[code..])).Select(m => m.Groups["text"].Value).Where(IsSentence);
        return attributes.Concat(literals).Concat(TextIn(markup)).Where(t => !_names.Contains(t));
    }

    /// <summary>Refusals of a source file that are put together past the words.</summary>
    public static IEnumerable<string> RefusalsPastTheWords(string source) => PutTogether().Matches(source).Select(m => m.Groups["text"].Value);

    private static IEnumerable<string> TextIn(string markup)
    {
        var rest = Kbd().Replace(markup, "");
        for (var before = ""; before != rest;) (before, rest) = (rest, Parentheses().Replace(rest, ""));
        rest = Quoted().Replace(rest.Replace("=>", "=", StringComparison.Ordinal), "=");
        rest = Expressions().Replace(rest, "");
        return Nodes().Matches(rest).SelectMany(m => m.Groups["text"].Value.Split('{', '}', '\n'))
            .Select(t => Control().Replace(t, "").Trim())
            .Where(t => TwoLetters().IsMatch(Entities().Replace(t, "")) && !t.EndsWith(';') && t.Trim('·', ' ') != "IoTConsole");
    }

    // Names of classes, addresses and keys are no sentences.
    private static bool IsSentence(string literal)
    {
        var said = Holes().Replace(literal, "");
        return (Capital().IsMatch(said) && !said.Split(' ')[0].Contains('/')) || (TwoWords().IsMatch(said) && !said.Contains('-'));
    }

    private static string Sentence(string member) => member[..1] + Capitals().Replace(member[1..], m => " " + m.Value.ToLowerInvariant());

    // Refusals, permissions and actions are said where they are shown.
    [GeneratedRegex("""(?<!\w)(?:T|Key|AddNav)\("(?<key>(?:[^"\\]|\\.)*)"|(?<!\w)N\("(?<key>(?:[^"\\]|\\.)*)", "(?<key>(?:[^"\\]|\\.)*)"|\bHeading => "(?<key>[^"]*)"|ProblemKind\.\w+, "[a-z]+\.[\w-]+",\s+"(?<key>[^"]*)"|AddPaletteAction\("[^"]*", "(?<key>[^"]*)"|new\(\s*(?:\w+|"[\w.-]+"), "(?<key>[^"]*)",\s+(?:Permission\.|\[Role)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Keys();

    [GeneratedRegex("""ProblemKind\.\w+, \$?"[^"]*",\s+\$"(?<text>[^\n]*)""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex PutTogether();

    // Said by their names: T(role.ToString()).
    [GeneratedRegex(@"public enum (?:SiteKind|Role)\s*\{(?:\s|///[^\n]*|(?<member>\w+),?)*\}", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Enums();

    [GeneratedRegex(@"@\*.*?\*@|^\s*//.*?$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Comments();

    [GeneratedRegex(@"^@(page|inject|using|inherits|implements|attribute|layout|typeparam).*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Directives();

    [GeneratedRegex("""\b(?:aria-label|title|placeholder|alt|Title|Label|Hint|Empty|Confirm|Key|Placeholder|Any|Words|Text|Never|None|Note)="(?<text>[^"@]*[A-Za-z]{2}[^"@]*)["]""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Attributes();

    [GeneratedRegex("""(?<![\w"])(?:[?:(,=]|=>|return|\?\?) ?\$?"(?<text>[^"\n]*)["]""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Literals();

    [GeneratedRegex("<kbd[^>]*>[^<]*</kbd>", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Kbd();

    [GeneratedRegex(@"\([^()]*\)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Parentheses();

    [GeneratedRegex("""=("[^"]*"|'[^']*')""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"@(?:if|foreach|for|switch|else)\b|@[\w.!?\[\]^]+", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Expressions();

    [GeneratedRegex(">(?<text>[^<>]*)<", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Nodes();

    [GeneratedRegex("""\b(?:else if|else|if|break;)|\b(?:case "\w+"|default):""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Control();

    [GeneratedRegex(@"&\w+;", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Entities();

    [GeneratedRegex("[A-Za-z]{2}", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex TwoLetters();

    [GeneratedRegex("[a-z]{2} [a-z]{2}", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex TwoWords();

    [GeneratedRegex("^[A-Z][a-z]", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Capital();

    [GeneratedRegex("(?<=[a-z])[A-Z]|[A-Z]", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Capitals();

    [GeneratedRegex(@"\{[^{}]*\}", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Holes();
}
