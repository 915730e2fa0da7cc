using System.Buffers;
using System.Numerics;

namespace IoTConsole.Telemetry.Days;

/// <summary>The hours of one series on one day.</summary>
internal static class HourColumns
{
    public static void Write(ArrayBufferWriter<byte> to, long day, IReadOnlyList<Hour> hours)
    {
        uint present = 0;
        foreach (var hour in hours) present |= 1u << (int)((hour.Start - day) / Hour.Length);
        var numbered = hours.All(h => h.Numbers == h.Count);
        to.Number(present);
        to.Byte(numbered ? (byte)1 : (byte)0);
        Column(to, hours, static h => h.Count);
        if (!numbered) Column(to, hours, static h => h.Numbers);
        Column(to, hours, static h => h.Minimum);
        Column(to, hours, static h => h.Maximum);
        Column(to, hours, static h => h.Sum);
        Column(to, hours, static h => h.First);
        Column(to, hours, static h => h.Last);
    }

    public static List<Hour> Read(ReadOnlySpan<byte> bytes, long day, int count)
    {
        var from = new ByteReader(bytes);
        var present = (uint)from.Number();
        if (BitOperations.PopCount(present) != count) throw new InvalidDataException("Hours that do not add up.");
        var numbered = from.Byte() == 1;
        var counts = Column(ref from, count);
        var numbers = numbered ? counts : Column(ref from, count);
        double[] least = Column(ref from, count), most = Column(ref from, count), sum = Column(ref from, count), first = Column(ref from, count), last = Column(ref from, count);
        var hours = new List<Hour>(count);
        for (var hour = 0; hour < 32; hour++)
        {
            if ((present & (1u << hour)) == 0) continue;
            var i = hours.Count;
            hours.Add(new(day + (hour * Hour.Length), (int)counts[i], (int)numbers[i], least[i], most[i], sum[i], first[i], last[i]));
        }

        return hours;
    }

    private static void Column(ArrayBufferWriter<byte> to, IReadOnlyList<Hour> hours, Func<Hour, double> value) => ValueColumns.WriteColumn(to, [.. hours.Select(value)]);

    private static double[] Column(ref ByteReader from, int count)
    {
        var values = new double[count];
        NumberColumn.Read(from.Bytes(from.Count(int.MaxValue)), values);
        return values;
    }
}
