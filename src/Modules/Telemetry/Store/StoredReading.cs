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

/// <summary>What the System page says about the store.</summary>
/// <param name="Rows">Readings kept; an estimate while writing.</param>
internal sealed record StoreFigures(long Rows, long Bytes, long JournalBytes);

/// <summary>The store could not do its work; nothing of the batch was kept.</summary>
internal sealed class StoreFault(string message, Exception inner) : Exception(message, inner);
