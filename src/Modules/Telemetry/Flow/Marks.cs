using System.Runtime.InteropServices;

namespace IoTConsole.Telemetry.Flow;

/// <summary>When one message passed each hop, in timestamps of the system's stopwatch; 0 where it has not been.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Marks
{
    /// <summary>The whole message is there.</summary>
    public long Received;

    public long Decoded;

    /// <summary>The commit that carries it began.</summary>
    public long Begun;

    /// <summary>It is on disk.</summary>
    public long Committed;

    public int Bytes;

    /// <summary>publish or http.</summary>
    public string Border;
}
