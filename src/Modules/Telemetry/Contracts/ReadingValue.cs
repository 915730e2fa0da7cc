using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IoTConsole.Telemetry.Contracts;

public enum ReadingKind : byte
{
    Number,
    Boolean,
    Text,
}

/// <summary>What was measured: a finite number, yes or no, or a short word. In JSON it is written as just that.</summary>
[JsonConverter(typeof(ReadingValueConverter))]
public readonly record struct ReadingValue
{
    private ReadingValue(ReadingKind kind, double number, string? text) => (Kind, Number, Text) = (kind, number, text);

    public ReadingKind Kind { get; }

    /// <summary>The number; 1 or 0 for a boolean; NaN for text.</summary>
    public double Number { get; }

    /// <summary>At most 64 characters; null unless <see cref="Kind"/> is Text.</summary>
    public string? Text { get; }

    public static ReadingValue Of(double number) => new(ReadingKind.Number, number, null);

    public static ReadingValue Of(bool yes) => new(ReadingKind.Boolean, yes ? 1 : 0, null);

    public static ReadingValue Of(string text) => new(ReadingKind.Text, double.NaN, text);

    /// <summary>For a table or a tile: at most two decimals, "yes" or "no", or the word itself.</summary>
    public string ToWords(CultureInfo culture) => Kind switch
    {
        ReadingKind.Number => Number.ToString(Math.Abs(Number) >= 1000 ? "#,0" : "0.##", culture),
        ReadingKind.Boolean => Number > 0.5 ? "yes" : "no",
        _ => Text!,
    };

    public override string ToString() => ToWords(CultureInfo.InvariantCulture);
}

internal sealed class ReadingValueConverter : JsonConverter<ReadingValue>
{
    public override ReadingValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => ReadingValue.Of(reader.GetDouble()),
        JsonTokenType.True => ReadingValue.Of(true),
        JsonTokenType.False => ReadingValue.Of(false),
        JsonTokenType.String => ReadingValue.Of(reader.GetString()!),
        _ => throw new JsonException("A reading is a number, a boolean or a string."),
    };

    public override void Write(Utf8JsonWriter writer, ReadingValue value, JsonSerializerOptions options)
    {
        switch (value.Kind)
        {
            case ReadingKind.Number: writer.WriteNumberValue(value.Number); break;
            case ReadingKind.Boolean: writer.WriteBooleanValue(value.Number > 0.5); break;
            default: writer.WriteStringValue(value.Text); break;
        }
    }
}
