using System.Buffers;
using System.Text;
using IoTConsole.Telemetry.Contracts;

namespace IoTConsole.Telemetry.Days;

/// <summary>What was measured: numbers, booleans (numbers of another kind) and words, mostly of one kind in a series.</summary>
internal static class ValueColumns
{
    private const byte Mixed = 3;

    public static void Write(ArrayBufferWriter<byte> to, Run run)
    {
        var kinds = run.Kinds;
        var mixed = kinds.IndexOfAnyExcept(kinds[0]) >= 0;
        to.Byte(mixed ? Mixed : (byte)kinds[0]);
        if (mixed)
        {
            var all = new double[run.Count];
            for (var i = 0; i < all.Length; i++) all[i] = (byte)kinds[i];
            WriteColumn(to, all);
        }

        if (kinds.Contains(ReadingKind.Text)) WriteTexts(to, run);
        var numbers = ArrayPool<double>.Shared.Rent(run.Count);
        var count = 0;
        for (var i = 0; i < run.Count; i++)
            if (kinds[i] != ReadingKind.Text) numbers[count++] = run.Numbers[i];
        NumberColumn.Write(to, numbers.AsSpan(0, count));
        ArrayPool<double>.Shared.Return(numbers);
    }

    public static void Read(ReadOnlySpan<byte> bytes, Run run)
    {
        var header = new ByteReader(bytes);
        var kind = header.Byte();
        if (kind == Mixed)
        {
            var all = new double[run.Count];
            NumberColumn.Read(header.Bytes(header.Count(int.MaxValue)), all);
            for (var i = 0; i < all.Length; i++) run.Kinds[i] = (ReadingKind)(byte)all[i];
        }
        else
        {
            run.Kinds.Fill((ReadingKind)kind);
        }

        run.Texts.Clear();
        if (run.Kinds.Contains(ReadingKind.Text)) ReadTexts(ref header, run);
        if (kind is (byte)ReadingKind.Number or (byte)ReadingKind.Boolean)
        {
            NumberColumn.Read(header.Rest(), run.Numbers);
            return;
        }

        var numbers = new double[run.Kinds.Length - run.Kinds.Count(ReadingKind.Text)];
        NumberColumn.Read(header.Rest(), numbers);
        var next = 0;
        for (var i = 0; i < run.Count; i++) run.Numbers[i] = run.Kinds[i] == ReadingKind.Text ? double.NaN : numbers[next++];
    }

    private static void WriteTexts(ArrayBufferWriter<byte> to, Run run)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var said = new List<double>();
        foreach (var text in run.Texts)
        {
            if (text is null) continue;
            if (!numbers.TryGetValue(text, out var number)) numbers[text] = number = numbers.Count;
            said.Add(number);
        }

        to.Number((ulong)numbers.Count);
        foreach (var text in numbers.Keys)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            to.Number((ulong)bytes.Length);
            to.Write(bytes);
        }

        WriteColumn(to, [.. said]);
    }

    private static void ReadTexts(ref ByteReader header, Run run)
    {
        var words = new string[header.Count(int.MaxValue / 16)];
        for (var i = 0; i < words.Length; i++) words[i] = Encoding.UTF8.GetString(header.Bytes(header.Count(1 << 20)));
        var said = new double[run.Kinds.Count(ReadingKind.Text)];
        NumberColumn.Read(header.Bytes(header.Count(int.MaxValue)), said);
        var next = 0;
        for (var i = 0; i < run.Count; i++)
            if (run.Kinds[i] == ReadingKind.Text) run.Texts[i] = words[(int)said[next++]];
    }

    public static void WriteColumn(ArrayBufferWriter<byte> to, double[] values)
    {
        var column = new ArrayBufferWriter<byte>();
        NumberColumn.Write(column, values);
        to.Number((ulong)column.WrittenCount);
        to.Write(column.WrittenSpan);
    }
}
