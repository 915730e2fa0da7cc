using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IoTConsole.Provisioning.Groups;

/// <summary>
/// Keys of a group, as Azure's provisioning service has them: a device's is HMAC-SHA256 over its id under the group's, so that a maker works out one for each
/// device and the device never holds the group's. It is shown as it is, or signs a SharedAccessSignature.
/// </summary>
internal static class GroupKey
{
    public const int Size = 32;
    private const string Scheme = "SharedAccessSignature ";
    private static readonly TimeSpan _skew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _longest = TimeSpan.FromDays(7);

    public static byte[] Derive(byte[] group, string deviceId) => HMACSHA256.HashData(group, Encoding.UTF8.GetBytes(deviceId));

    /// <summary>What a signature for this device has to be about.</summary>
    public static string Resource(Guid group, string deviceId) => $"{group:N}/registrations/{deviceId}";

    /// <param name="proof">The device's key in base64, or a signature made with it.</param>
    public static bool Proves(string proof, byte[] key, string resource, DateTimeOffset now) =>
        proof.StartsWith(Scheme, StringComparison.Ordinal) ? Signs(proof[Scheme.Length..], key, resource, now) : Is(proof, key);

    private static bool Is(string text, byte[] key)
    {
        var given = new byte[text.Length];
        return Convert.TryFromBase64String(text, given, out var length) && CryptographicOperations.FixedTimeEquals(given.AsSpan(0, length), key);
    }

    // The text of "sr" is signed as it stands: some clients escape it and some do not. A bare plus is a plus.
    private static bool Signs(string fields, byte[] key, string resource, DateTimeOffset now)
    {
        string? about = null, signature = null, until = null;
        foreach (var field in fields.Split('&'))
        {
            var (name, value) = field.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (field[..at], field[(at + 1)..]) : (field, "");
            if (name == "sr") about = value;
            else if (name == "sig") signature = Uri.UnescapeDataString(value);
            else if (name == "se") until = value;
        }

        if (about is null || signature is null || !long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        if (seconds < (now - _skew).ToUnixTimeSeconds() || seconds > (now + _longest).ToUnixTimeSeconds() || Uri.UnescapeDataString(about) != resource) return false;
        return Is(signature, HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{about}\n{until}")));
    }
}
