using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Telemetry.Plans;

/// <summary>
/// SVG, written anew from what is known to be harmless: shapes, words, gradients and styles. What is not on the lists (scripts, handlers,
/// foreign markup, pictures, animations, addresses outside the file) is left out; a document type is refused, for it can carry entities.
/// </summary>
internal static class SvgPlan
{
    private const int MostElements = 60_000;
    private const int MostDepth = 60;
    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";
    private static readonly XNamespace _xlink = "http://www.w3.org/1999/xlink";

    private static readonly HashSet<string> _elements =
    [
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title", "desc", "defs", "symbol", "use", "style",
        "linearGradient", "radialGradient", "stop", "clipPath",
    ];

    private static readonly HashSet<string> _attributes = new((
        "id class style transform viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry d points dx dy rotate textLength lengthAdjust fx fy offset pathLength version " +
        "gradientUnits gradientTransform spreadMethod clipPathUnits fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit " +
        "stroke-dasharray stroke-dashoffset opacity color display visibility clip-path clip-rule font-family font-size font-style font-weight text-anchor dominant-baseline alignment-baseline " +
        "letter-spacing word-spacing text-decoration stop-color stop-opacity vector-effect paint-order shape-rendering").Split(' '), StringComparer.Ordinal);

    public static bool Is(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, 4096)].IndexOf("<svg"u8) >= 0 || bytes.StartsWith("<?xml"u8);

    public static Result<PlanFile.Drawing> Read(byte[] bytes)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = PlanFile.MostSvgBytes, IgnoreComments = true, IgnoreProcessingInstructions = true,
            });
            var left = MostElements;
            if (Walk(reader, ref left) is not { } root || root.Name != _svg + "svg") return TelemetryProblems.NotAPlan;
            if (SizeOf(root) is not var (width, height)) return TelemetryProblems.BrokenPlan;
            DropNestedUses(root);
            if (root.Attribute("viewBox") is null) root.SetAttributeValue("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}"));
            root.SetAttributeValue("width", width.ToString(CultureInfo.InvariantCulture));
            root.SetAttributeValue("height", height.ToString(CultureInfo.InvariantCulture));
            return new PlanFile.Drawing("image/svg+xml", Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting)), width, height);
        }
        catch (XmlException)
        {
            return TelemetryProblems.BrokenPlan;
        }
    }

    // By hand and not by XDocument.Load: depth and number are bounded while reading.
    private static XElement? Walk(XmlReader reader, ref int left)
    {
        XElement? root = null;
        var open = new Stack<XElement>();
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (--left < 0 || reader.Depth > MostDepth) throw new XmlException("More than a drawing needs.");
                    if (!Keeps(reader))
                    {
                        if (!reader.IsEmptyElement) SkipInside(reader, ref left);
                        break;
                    }

                    var element = new XElement(_svg + reader.LocalName);
                    if (open.TryPeek(out var parent)) parent.Add(element);
                    root ??= element;
                    var empty = reader.IsEmptyElement;
                    CopyAttributes(reader, element);
                    if (!empty) open.Push(element);
                    break;
                case XmlNodeType.EndElement:
                    if (open.TryPop(out var closed) && closed.Name.LocalName == "style" && !IsHarmlessStyle(closed.Value)) closed.Remove();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace when open.TryPeek(out var holder) && holder.Name.LocalName is "text" or "tspan" or "title" or "desc" or "style":
                    open.Peek().Add(new XText(reader.Value));
                    break;
            }
        }

        return root;
    }

    private static bool Keeps(XmlReader reader) => reader.NamespaceURI == _svg.NamespaceName && _elements.Contains(reader.LocalName);

    private static void SkipInside(XmlReader reader, ref int left)
    {
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
            if (reader.NodeType == XmlNodeType.Element && (--left < 0 || reader.Depth > MostDepth)) throw new XmlException("More than a drawing needs.");
    }

    private static void CopyAttributes(XmlReader reader, XElement element)
    {
        while (reader.MoveToNextAttribute())
        {
            var value = reader.Value;
            if (reader.LocalName == "href" && (reader.NamespaceURI.Length == 0 || reader.NamespaceURI == _xlink.NamespaceName))
            {
                if (value.StartsWith('#') && element.Name.LocalName is "use" or "linearGradient" or "radialGradient") element.SetAttributeValue("href", value);
            }
            else if (reader.NamespaceURI.Length == 0 && _attributes.Contains(reader.LocalName) && IsHarmlessStyle(value))
            {
                element.SetAttributeValue(reader.LocalName, value);
            }
        }

        reader.MoveToElement();
    }

    // Escapes could spell what is looked for here in another way; no drawing needs them.
    private static bool IsHarmlessStyle(string css)
    {
        if (css.Contains('\\') || css.Contains('@') || css.Contains("expression", StringComparison.OrdinalIgnoreCase) || css.Contains("image-set", StringComparison.OrdinalIgnoreCase)
            || css.Contains("javascript:", StringComparison.OrdinalIgnoreCase) || css.Contains("/*", StringComparison.Ordinal)) return false;
        for (var at = css.IndexOf("url", StringComparison.OrdinalIgnoreCase); at >= 0; at = css.IndexOf("url", at + 3, StringComparison.OrdinalIgnoreCase))
            if (!css.AsSpan(at + 3).TrimStart().StartsWith("(#") && !css.AsSpan(at + 3).TrimStart().StartsWith("('#") && !css.AsSpan(at + 3).TrimStart().StartsWith("(\"#")) return false;
        return true;
    }

    // A use of a use of a use draws a thousand million shapes from a hundred lines.
    private static void DropNestedUses(XElement root)
    {
        var targets = root.Descendants().Where(e => e.Attribute("id") is not null).GroupBy(e => e.Attribute("id")!.Value).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var nested = root.Descendants(_svg + "use")
            .Where(u => !targets.TryGetValue(u.Attribute("href")?.Value[1..] ?? "", out var target) || target.DescendantsAndSelf(_svg + "use").Any() || target.Descendants().Take(2001).Count() > 2000).ToList();
        foreach (var use in nested.Concat(root.Descendants(_svg + "use").Skip(5000)).Distinct().ToList()) use.Remove();
    }

    private static (double Width, double Height)? SizeOf(XElement root)
    {
        var box = root.Attribute("viewBox")?.Value.Split([' ', ',', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (box is [_, _, var w, var h] && Number(w) is { } width && Number(h) is { } height) return (width, height);
        return Number(root.Attribute("width")?.Value) is { } own && Number(root.Attribute("height")?.Value) is { } high ? (own, high) : null;
    }

    private static double? Number(string? text) =>
        double.TryParse(text?.TrimEnd('p', 'x', 'm', 't', 'c', 'i', 'n'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 && double.IsFinite(number) ? number : null;
}
