using System.Reflection;
using IoTConsole.Infrastructure.Executive;
using IoTConsole.Infrastructure.Ui;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Writer;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Telemetry.Executive;

/// <summary>Draws the page on one sheet of A4, in points; black on white, so that any printer does. What does not fit is left out and said.</summary>
internal sealed class ExecutiveSheet : IDisposable
{
    private const double Height = 842;
    private const double Left = 48;
    private const double Right = 595 - 48;
    private const double Bottom = Height - 54;
    private const byte Black = 0;
    private const byte Soft = 85;
    private const int Columns = 4;
    private const double Gap = 12;
    private readonly PdfDocumentBuilder _document = new();
    private readonly PdfPageBuilder _sheet;
    private readonly Font _title;
    private readonly Font _head;
    private readonly Font _label;
    private readonly Font _value;
    private readonly Font _text;
    private readonly Font _small;
    private double _y = 56;
    private bool _full;

    private ExecutiveSheet(ReadExecutive.Row row)
    {
        _document.DocumentInformation.Title = T("Executive page of {0}", row.Organisation);
        _document.DocumentInformation.Creator = "IoTConsole";
        _sheet = _document.AddPage(PageSize.A4);

        // The console's own typeface, from files in the program: nothing is taken from the machine.
        var (regular, bold) = (_document.AddTrueTypeFont(Bytes("Inter-Regular.ttf")), _document.AddTrueTypeFont(Bytes("Inter-SemiBold.ttf")));
        (_title, _head, _label, _value, _text, _small) = (new(bold, 18), new(bold, 11.5), new(bold, 8), new(bold, 15), new(regular, 8.5), new(regular, 7));
    }

    private sealed record Font(PdfDocumentBuilder.AddedFont Face, double Size);

    public static byte[] Draw(ReadExecutive.Row row)
    {
        using var sheet = new ExecutiveSheet(row);
        sheet.DrawHead(row);
        foreach (var part in row.Parts) sheet.DrawPart(part, row);
        sheet.DrawFoot(row);
        return sheet._document.Build();
    }

    public void Dispose() => _document.Dispose();

    private static byte[] Bytes(string font)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream(font) ?? throw new InvalidOperationException($"{font} is not in the program.");
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private void DrawHead(ReadExecutive.Row row)
    {
        Write(row.Organisation, _title, Black, Left, _y);
        _y += 16;
        Write(Fit($"{row.Scope} · {ExecutiveWords.PeriodOf(row)}", _text, Right - Left), _text, Soft, Left, _y);
        _y += 10;
        Rule();
    }

    private void DrawPart(ExecutivePart part, ReadExecutive.Row row)
    {
        if (!Has(70)) return;
        _y += 20;
        Write(part.Title, _head, Black, Left, _y);
        _y += 8;
        var width = (Right - Left - (Gap * (Columns - 1))) / Columns;
        foreach (var figures in part.Figures.Chunk(Columns))
        {
            if (!Has(64)) return;
            for (var i = 0; i < figures.Length; i++) DrawFigure(figures[i], row, Left + (i * (width + Gap)), width);
            _y += 62;
        }

        if (part.Table is { } table) DrawTable(table);
    }

    private void DrawFigure(ExecutiveFigure figure, ReadExecutive.Row row, double x, double width)
    {
        var y = _y + 10;
        Write(Fit(figure.Label, _label, width), _label, Black, x, y);
        Write(figure.Value ?? T("unknown"), _value, Black, x, y + 17);
        if (figure.Before is { } before) Write(T("before: {0}", before), _small, Soft, x + Width(figure.Value ?? "", _value) + 5, y + 17);
        var lines = Wrapped(figure.Coverage, _small, width, 2).ToList();
        for (var i = 0; i < lines.Count; i++) Write(lines[i], _small, Soft, x, y + 27 + (i * 8.5));
        Write(ExecutiveWords.AsOf(figure, row), _small, Soft, x, y + 27 + (lines.Count * 8.5));
    }

    private void DrawTable(ExecutiveTable table)
    {
        if (!Has(40)) return;
        _y += 10;
        Write(table.Rows.Count == 0 ? table.None : table.Title, table.Rows.Count == 0 ? _text : _label, Black, Left, _y);
        _y += 4;
        if (table.Rows.Count > 0) Rule();
        var numbers = table.Heads.Count - 1;
        var width = Math.Min(56, (Right - Left) * 0.62 / Math.Max(1, numbers));
        var first = Right - Left - (width * numbers) - 6;
        if (table.Rows.Count > 0) DrawCells(table.Heads, _small, Soft, first, width);
        foreach (var row in table.Rows)
        {
            if (!Has(16)) break;
            DrawCells(row.Cells, _text, Black, first, width);
        }

        if (table.Note.Length > 0 && Has(14)) Write(table.Note, _small, Soft, Left, _y += 12);
    }

    private void DrawCells(IReadOnlyList<string> cells, Font font, byte grey, double first, double width)
    {
        _y += 14;
        Write(Fit(cells[0], font, first), font, grey, Left, _y);
        for (var i = 1; i < cells.Count; i++)
            Write(Fit(cells[i], font, width - 4), font, grey, Left + first + 6 + (i * width), _y, fromRight: true);
        _y += 2;
        Rule();
    }

    private void DrawFoot(ReadExecutive.Row row)
    {
        var words = _full ? T("Not everything fits on one sheet; the page in the console has the rest.") : row.Silent ? ExecutiveWords.NotWhole : "";
        Write(words, _small, Soft, Left, Height - 36);
        Write(T("IoTConsole, {0}", ExecutiveWords.Moment(row.At, row)), _small, Soft, Right, Height - 36, fromRight: true);
    }

    private bool Has(double height)
    {
        if (_y + height <= Bottom) return true;
        _full = true;
        return false;
    }

    private void Rule()
    {
        _sheet.SetStrokeColor(200, 200, 200);
        _sheet.DrawLine(new(Left, Height - _y - 1.5), new(Right, Height - _y - 1.5), 0.6);
    }

    // The file counts from its lower edge; here from the upper one, as it is read.
    private void Write(string text, Font font, byte grey, double x, double y, bool fromRight = false)
    {
        if (text.Length == 0) return;
        _sheet.SetTextAndFillColor(grey, grey, grey);
        _sheet.AddText(text, font.Size, new PdfPoint(fromRight ? x - Width(text, font) : x, Height - y), font.Face);
    }

    private double Width(string text, Font font)
    {
        if (text.Length == 0) return 0;
        var letters = _sheet.MeasureText(text, font.Size, new PdfPoint(0, 0), font.Face);
        return letters[^1].EndBaseLine.X - letters[0].StartBaseLine.X;
    }

    private string Fit(string text, Font font, double width)
    {
        if (Width(text, font) <= width) return text;
        var length = text.Length - 1;
        while (length > 1 && Width(text[..length] + "…", font) > width) length--;
        return text[..length].TrimEnd() + "…";
    }

    private IEnumerable<string> Wrapped(string text, Font font, double width, int most)
    {
        var (line, lines) = ("", 1);
        foreach (var word in text.Split(' '))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (lines >= most || line.Length == 0 || Width(longer, font) <= width) line = longer;
            else
            {
                yield return line;
                (line, lines) = (word, lines + 1);
            }
        }

        yield return Fit(line, font, width);
    }
}
