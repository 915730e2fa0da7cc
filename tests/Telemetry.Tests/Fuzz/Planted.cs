namespace IoTConsole.Telemetry.Tests.Fuzz;

/// <summary>A fault behind eight comparisons, each after the other: chance alone finds it once in 2^64 tries, who is led by branches soon.</summary>
internal static class Planted
{
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 9 || bytes[0] != (byte)'p') return;
        if (bytes[1] != (byte)'l') return;
        if (bytes[2] != (byte)'a') return;
        if (bytes[3] != (byte)'n') return;
        if (bytes[4] != (byte)'t') return;
        if (bytes[5] != 0xED) return;
        if (bytes[6] != 0x00) return;
        if ((bytes[7] ^ bytes[8]) != 0x5A) return;
        throw new InvalidOperationException("The planted fault was found.");
    }
}
