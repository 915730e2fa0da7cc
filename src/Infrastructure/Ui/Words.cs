using System.Collections.Frozen;
using System.Globalization;
using System.Xml.Linq;

namespace IoTConsole.Infrastructure.Ui;

/// <summary>
/// What the console says, in the language of the circuit. The English text is the key; other languages stand in
/// <c>words/&lt;Module&gt;.&lt;culture&gt;.resx</c> beside the program and are read once. What a language lacks is said in English.
/// </summary>
public static class Words
{
    /// <summary>The language of the texts in the code.</summary>
    public const string Own = "en";

    private static readonly Lazy<FrozenDictionary<string, FrozenDictionary<string, string>>> _known = new(() => Read(Path.Combine(AppContext.BaseDirectory, "words")));

    /// <summary>Names of the cultures that can be chosen, English first.</summary>
    public static IReadOnlyList<string> Languages => [Own, .. _known.Value.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The text in the language of the circuit; values are written as its culture writes them.</summary>
    /// <param name="english">The text in the code, with <c>{0}</c> for values.</param>
    public static string T(string english, params object?[] values)
    {
        var text = Find(english, CultureInfo.CurrentUICulture);
        if (values.Length == 0) return text;
        try
        {
            return string.Format(CultureInfo.CurrentCulture, text, values);
        }
        catch (FormatException) when (!ReferenceEquals(text, english))
        {
            // A translation that asks for what there is not must not take the page with it.
            return string.Format(CultureInfo.CurrentCulture, english, values);
        }
    }

    /// <summary>One of two texts by a count, which is <c>{0}</c> in both.</summary>
    public static string N(string one, string many, long count) => T(count == 1 ? one : many, Figures.Whole(count));

    /// <summary>Marks a text that is written down in one place and said by <see cref="T"/> in another.</summary>
    public static string Key(string english) => english;

    private static string Find(string english, CultureInfo culture)
    {
        for (var c = culture; c.Name.Length > 0; c = c.Parent)
        {
            if (_known.Value.TryGetValue(c.Name, out var texts) && texts.TryGetValue(english, out var text)) return text;
        }

        return english;
    }

    /// <exception cref="FormatException">A file is not a resource file, or its name says no culture.</exception>
    internal static FrozenDictionary<string, FrozenDictionary<string, string>> Read(string directory)
    {
        var byCulture = new Dictionary<string, Dictionary<string, string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in Directory.Exists(directory) ? Directory.GetFiles(directory, "*.resx").Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            try
            {
                var culture = CultureInfo.GetCultureInfo(Path.GetExtension(Path.GetFileNameWithoutExtension(file)).TrimStart('.'), predefinedOnly: true).Name;
                if (!byCulture.TryGetValue(culture, out var texts)) byCulture[culture] = texts = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var entry in XDocument.Load(file).Root!.Elements("data")) texts[entry.Attribute("name")!.Value] = entry.Element("value")!.Value;
            }
            catch (Exception fault) when (fault is System.Xml.XmlException or CultureNotFoundException or NullReferenceException)
            {
                throw new FormatException($"{Path.GetFileName(file)} in the words folder cannot be read: {fault.Message} It must be named Module.culture.resx and hold data elements with a name and a value.", fault);
            }
        }

        return byCulture.ToFrozenDictionary(c => c.Key, c => c.Value.ToFrozenDictionary(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase);
    }
}
