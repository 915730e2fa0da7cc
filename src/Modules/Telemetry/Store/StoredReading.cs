using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;

namespace IoTConsole.Telemetry.Store;

/// <summary>One reading as the store keeps it.</summary>
/// <param name="At">Event time, milliseconds since 1970.</param>
/// <param name="Sequence">The sender's counter, or <see cref="PayloadEntry.None"/>.</param>
internal readonly record struct StoredReading(int Series, long At, ReadingKind Kind, double Number, string? Text, long Sequence)
{
    public bool SameValueAs(StoredReading other) => SameValueAs(other.Kind, other.Number, other.Text);

    public bool SameValueAs(ReadingKind kind, double number, string? text) =>
        Kind == kind && (kind == ReadingKind.Text ? Text == text : Number.Equals(number));

    public ReadingValue Value => Kind switch
    {
        ReadingKind.Number => ReadingValue.Of(Number),
        ReadingKind.Boolean => ReadingValue.Of(Number > 0.5),
        _ => ReadingValue.Of(Text!),
    };
}

/// <summary>The latest reading of a series and when it arrived, milliseconds since 1970.</summary>
internal readonly record struct LatestCell(StoredReading Reading, long Arrived);

/// <summary>A stored reading with all that is kept of it.</summary>
/// <param name="Arrived">Milliseconds since 1970; of a closed day as exact as the store keeps it.</param>
internal readonly record struct KeptReading(StoredReading Reading, long Arrived);

/// <summary>The store could not do its work; nobody whose readings were in it may be acknowledged.</summary>
internal sealed class StoreFault(string message, Exception inner) : Exception(message, inner);
