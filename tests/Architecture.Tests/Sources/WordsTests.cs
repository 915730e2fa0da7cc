using System.Text.RegularExpressions;
using System.Xml.Linq;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Tenants.Audit;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Architecture.Tests.Sources;

public partial class WordsTests
{
    // How a value is written, in every language the same.
    private static readonly string[] _examples = ["-----BEGIN CERTIFICATE-----", "SN-[0-9]{6}"];

    private static readonly Lazy<HashSet<string>> _keys = new(() => Codebase.Files
        .Where(f => f.StartsWith("src/", StringComparison.Ordinal) && (f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal)))
        .SelectMany(f => SpokenText.KeysIn(Codebase.Read(f))).Concat(Audited()).ToHashSet(StringComparer.Ordinal));

    private static readonly Lazy<List<(string File, string Key, string Text)>> _entries = new(() => Codebase.Files
        .Where(f => f.StartsWith("words/", StringComparison.Ordinal) && f.EndsWith(".resx", StringComparison.Ordinal))
        .SelectMany(f => XDocument.Parse(Codebase.Read(f)).Root!.Elements("data").Select(d => (f, d.Attribute("name")!.Value, d.Element("value")!.Value))).ToList());

    [Fact]
    public void Every_text_of_the_console_has_its_German()
    {
        var german = _entries.Value.Where(e => e.File.EndsWith(".de.resx", StringComparison.Ordinal) && e.Text.Length > 0).Select(e => e.Key).ToHashSet();

        Assert.Contains("Sign out", _keys.Value); // not blind
        Assert.Equal("", string.Join(" | ", _keys.Value.Where(k => !german.Contains(k)).Order()));
    }

    [Fact]
    public void A_translation_has_the_places_for_values_that_its_English_has()
    {
        Assert.Contains(_entries.Value, e => Places(e.Key).Length > 0); // not blind
        Assert.Empty(_entries.Value.Where(e => Places(e.Key) != Places(e.Text)));
    }

    [Fact]
    public void No_translation_is_of_a_text_that_nobody_says_and_none_stands_twice()
    {
        Assert.Equal("", string.Join(" | ", _entries.Value.Where(e => !_keys.Value.Contains(e.Key)).Select(e => e.Key)));
        Assert.Empty(_entries.Value.GroupBy(e => (Path.GetExtension(Path.GetFileNameWithoutExtension(e.File)), e.Key)).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void No_visible_text_goes_past_the_words()
    {
        var components = Codebase.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".razor", StringComparison.Ordinal)).ToList();
        var past = components.SelectMany(f => SpokenText.PastTheWords(Codebase.Read(f)).Select(t => (File: f, Text: t))).ToList();

        Assert.Empty(past.Where(p => !_examples.Contains(p.Text)));
        Assert.Empty(_examples.Where(e => !past.Any(p => p.Text == e)));
    }

    [Fact]
    public void No_refusal_is_put_together_past_the_words()
    {
        Assert.Single(SpokenText.RefusalsPastTheWords("new(ProblemKind.Invalid, \"devices.name\", $\"{name} is taken.\")")); // not blind
        Assert.Empty(Codebase.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(f => SpokenText.RefusalsPastTheWords(Codebase.Read(f)).Select(t => $"{f}: {t}")));
    }

    [Theory]
    [InlineData("<p>Nothing to do</p>", "Nothing to do")]
    [InlineData("<input placeholder=\"Part of a name\" />", "Part of a name")]
    [InlineData("<p>@(_on ? \"Switched on\" : T(\"Off\"))</p>", "Switched on")]
    [InlineData("<h2>@($\"Edit {_name}\")</h2>", "Edit {_name}")]
    [InlineData("<b>@_count</b>\n@code {\n    private string Words => \"As it was\";\n}", "As it was")]
    public void The_search_for_such_texts_sees_them(string component, string text) => Assert.Contains(text, SpokenText.PastTheWords(component));

    // What the audit names by its name in the code: use cases that change something, and what they change.
    private static IEnumerable<string> Audited() =>
        Codebase.Read("tests/Architecture.Tests/Reviewed/UseCases.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(':')[0].Split('.')[^1])
            .Where(n => !new[] { "Get", "List", "Read", "Count", "Preview", "Compare", "Open", "Print" }.Any(v => n.StartsWith(v, StringComparison.Ordinal)))
            .Concat(Codebase.Modules.Append(Codebase.Infrastructure).SelectMany(a => a.GetTypes()).Where(t => !t.IsDefined(typeof(NotAuditedAttribute), true))
                .SelectMany(t => t.GetInterfaces().Select(i => (Config: t, Of: i))).Where(t => t.Of.IsGenericType && t.Of.GetGenericTypeDefinition() == typeof(IEntityTypeConfiguration<>))
                .Select(t => t.Of.GetGenericArguments()[0]).Where(t => !t.IsGenericParameter && !t.IsDefined(typeof(NotAuditedAttribute), true)).Select(t => t.Name))
            .Select(AuditChanges.Spaced);

    private static string Places(string text) => string.Join(' ', Place().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{\d[^}]*\}", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Place();
}
