using System.Runtime.InteropServices;

namespace IoTConsole.Telemetry.Flow;

/// <summary>The way of one entry of one message through the console. Times of hops in milliseconds.</summary>
/// <param name="ArrivedAt">When the message was there, by the console's clock.</param>
/// <param name="At">Event time, by the device's clock.</param>
/// <param name="Sequence">Null when the device sends none.</param>
/// <param name="Sender">The gateway, or the device itself.</param>
/// <param name="Border">publish or http.</param>
/// <param name="Bytes">Of the whole message, which may carry other devices' entries.</param>
/// <param name="Stored">Readings of the entry that were new.</param>
/// <param name="Duplicates">Readings of the entry that were stored before, in whatever way that showed.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Passage(
    DateTimeOffset ArrivedAt, DateTimeOffset At, long? Sequence, string Sender, string Border, int Bytes, int Stored, int Duplicates,
    double Decode, double Queue, double Commit, double Answer)
{
    /// <summary>From the device's clock to ours: the network, a gateway that held it back, and how far the two clocks differ.</summary>
    public TimeSpan Travel => ArrivedAt - At;

    public double Total => Decode + Queue + Commit + Answer;
}
