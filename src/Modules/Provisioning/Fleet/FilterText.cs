using System.Text.RegularExpressions;

namespace IoTConsole.Provisioning.Fleet;

/// <summary>
/// What is typed into the search: words, <c>field:value</c>, <c>field=value</c>, <c>metric&gt;number</c>, a minus before what should not
/// be, quotation marks around what holds spaces.
/// </summary>
internal static partial class FilterText
{
    public static List<DeviceTerm> Read(string text) => [.. Pieces().Matches(text).Select(m => TermOf(m))];

    /// <summary>A term as it is typed.</summary>
    public static string Write(string field, string op, string value) =>
        field + op + (value.AsSpan().IndexOfAny(" \"") < 0 ? value : $"\"{value.Replace("\"", "", StringComparison.Ordinal)}\"");

    private static DeviceTerm TermOf(Match piece)
    {
        var not = piece.Groups["not"].Success;
        var value = piece.Groups["quoted"] is { Success: true } quoted ? quoted.Value : piece.Groups["plain"].Value;
        if (!piece.Groups["field"].Success) return new("", TermOp.Has, [value], not);
        var field = piece.Groups["field"].Value;
        var op = piece.Groups["op"].Value switch
        {
            ":" => TermOp.Has,
            ">" => TermOp.Over,
            ">=" => TermOp.AtLeast,
            "<" => TermOp.Under,
            "<=" => TermOp.AtMost,
            _ => TermOp.Is,
        };
        if (piece.Groups["op"].Value == "!=") not = !not;
        var values = piece.Groups["quoted"].Success ? new[] { value } : value.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return new(field, op, values.Length == 0 ? [""] : values, not);
    }

    // A colon inside a device id ("aa:bb:cc") is a field only where the name before it could be one; unknown names are metrics.
    [GeneratedRegex("""(?<not>-(?=[^\s-]))?(?:(?<field>[A-Za-z][A-Za-z0-9_.-]{0,63})(?<op>>=|<=|!=|[:=<>]))?(?:"(?<quoted>[^"]*)"?|(?<plain>[^\s"]+)|(?<=[:=<>])(?<plain>))""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pieces();
}
