using System.Text;
using System.Text.Json;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Results;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Manifests;

/// <summary>A file as rows of texts under column names, whichever form it has. Knows nothing of devices.</summary>
internal sealed record ManifestTable(IReadOnlyList<string> Columns, IReadOnlyList<ManifestTable.Row> Rows)
{
    private static readonly BulkReason _openQuote = new("provisioning.manifest-quote", Key("A quotation mark is opened here and never closed, or is followed by text."));

    private static readonly BulkReason _nested = new("provisioning.manifest-nested", Key("Is an object, where a text or a number belongs."));

    /// <param name="Line">Where it begins, the first being 1.</param>
    /// <param name="Fault">Why it could not be read; its cells are then what was read so far.</param>
    internal sealed record Row(int Line, IReadOnlyList<string> Cells, BulkReason? Fault = null);

    /// <summary>JSON when it begins as an array, else CSV.</summary>
    public static Result<ManifestTable> Read(byte[] content)
    {
        var bytes = content.AsSpan();
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var start = bytes.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0) return ProvisioningProblems.ManifestEmpty;
        try
        {
            return bytes[start] == (byte)'[' ? ReadJson(bytes) : ReadCsv(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes));
        }
        catch (JsonException fault)
        {
            return ProvisioningProblems.ManifestUnreadable((int)(fault.LineNumber ?? 0) + 1);
        }
        catch (DecoderFallbackException)
        {
            return ProvisioningProblems.ManifestNotUtf8;
        }
    }

    // RFC 4180; a spreadsheet's semicolons and tabs as well.
    private static Result<ManifestTable> ReadCsv(string text)
    {
        var first = text.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0 ? text[..end] : text;
        var between = new[] { ',', ';', '\t' }.MaxBy(c => first.Count(t => t == c));
        var (at, line) = (0, 1);
        List<string>? columns = null;
        var rows = new List<Row>();
        while (at < text.Length)
        {
            var begins = line;
            var cells = new List<string>(columns?.Count ?? 16);
            var fault = ReadRecord(text, between, cells, ref at, ref line);
            if (cells is [var only] && string.IsNullOrWhiteSpace(only)) continue;
            if (columns is null) columns = cells.ConvertAll(c => c.Trim());
            else if (rows.Count == Manifest.Most) return ProvisioningProblems.ManifestTooLong;
            else rows.Add(new Row(begins, cells, fault));
        }

        return columns is null || rows.Count == 0 ? ProvisioningProblems.ManifestEmpty : new ManifestTable(columns, rows);
    }

    private static BulkReason? ReadRecord(string text, char between, List<string> cells, ref int at, ref int line)
    {
        BulkReason? fault = null;
        while (true)
        {
            var isQuoted = at < text.Length && text[at] == '"';
            var cell = isQuoted ? ReadQuoted(text, ref at, ref line, ref fault) : "";
            var rest = text.AsSpan(at);
            var plain = rest.IndexOfAny(between, '\r', '\n') is >= 0 and var end ? rest[..end] : rest;
            if (!isQuoted) cell = plain.ToString();
            else if (!plain.IsWhiteSpace()) fault ??= _openQuote;
            cells.Add(cell);
            at += plain.Length;
            if (at >= text.Length) return fault;
            var sign = text[at++];
            if (sign == between) continue;
            if (sign == '\r' && at < text.Length && text[at] == '\n') at++;
            line++;
            return fault;
        }
    }

    private static string ReadQuoted(string text, ref int at, ref int line, ref BulkReason? fault)
    {
        var cell = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"' && at + 1 < text.Length && text[at + 1] == '"') at++;
            else if (text[at] == '"')
            {
                at++;
                return cell.ToString();
            }
            else if (text[at] == '\n') line++;
            cell.Append(text[at]);
        }

        fault ??= _openQuote;
        return cell.ToString();
    }

    private static Result<ManifestTable> ReadJson(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var (columns, rows) = (new List<string>(), new List<Row>());
        var (counted, line) = (0, 1);
        json.Read();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var at = (int)json.TokenStartIndex;
            line += bytes[counted..at].Count((byte)'\n');
            counted = at;
            if (rows.Count == Manifest.Most) return ProvisioningProblems.ManifestTooLong;
            rows.Add(ReadObject(ref json, columns, line));
        }

        return rows.Count == 0 ? ProvisioningProblems.ManifestEmpty : new ManifestTable(columns, rows);
    }

    // A row lacks what later ones have: it is empty there.
    private static Row ReadObject(ref Utf8JsonReader json, List<string> columns, int line)
    {
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException(null, null, line - 1, 0);
        var (cells, fault) = (new List<string>(columns.Count), (BulkReason?)null);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            var column = columns.IndexOf(name);
            if (column < 0)
            {
                column = columns.Count;
                columns.Add(name);
            }

            while (cells.Count <= column) cells.Add("");
            json.Read();
            cells[column] = ReadValue(ref json, ref fault);
        }

        return new Row(line, cells, fault);
    }

    private static string ReadValue(ref Utf8JsonReader json, ref BulkReason? fault)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                return json.GetString()!;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                return Encoding.UTF8.GetString(json.ValueSpan);
            case JsonTokenType.StartArray:
                var parts = new List<string>();
                while (json.Read() && json.TokenType != JsonTokenType.EndArray) parts.Add(ReadValue(ref json, ref fault));
                return string.Join(';', parts);
            case JsonTokenType.StartObject:
                fault ??= _nested;
                json.Skip();
                return "";
            default:
                return "";
        }
    }
}
