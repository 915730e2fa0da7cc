using System.Buffers.Binary;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>
/// When a certificate should be renewed: from two thirds of its life. Each has its own moment in the eighth of the life after that, worked out from the
/// certificate itself, so that a batch made in one hour does not come back in one hour.
/// </summary>
internal static class RenewalWindow
{
    private const int SpreadPart = 8;

    public static DateTimeOffset Opens(DateTimeOffset from, DateTimeOffset to) => from + ((to - from) / 3 * 2);

    /// <param name="thumbprint">SHA-256 in hexadecimal: as good as random, and the same on every node.</param>
    public static DateTimeOffset Moment(DateTimeOffset from, DateTimeOffset to, string thumbprint)
    {
        var share = BinaryPrimitives.ReadUInt32BigEndian(Convert.FromHexString(thumbprint.AsSpan(0, 8))) / (double)uint.MaxValue;
        return Opens(from, to) + ((to - from) / SpreadPart * share);
    }
}
