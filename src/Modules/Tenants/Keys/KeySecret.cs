using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IoTConsole.Tenants.Keys;

/// <summary>256 random bits in writing. Nothing to guess, so one round of SHA-256 is enough to keep it by.</summary>
internal static class KeySecret
{
    private const string Mark = "iotc_";

    public static string NewKey() => Mark + NewToken();

    /// <summary>The same strength for links.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static bool LooksLikeOne(string? presented) =>
        presented is { Length: 48 } && presented.StartsWith(Mark, StringComparison.Ordinal);

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static string PrefixOf(string key) => key[..(Mark.Length + 6)];
}
