using System.Text;

namespace IoTConsole.Infrastructure.Api;

/// <summary>One page of a list.</summary>
/// <param name="Items">At most as many as asked for.</param>
/// <param name="Next">Pass as <c>cursor</c> for the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Opaque positions in a list, so that the order can change without breaking clients.</summary>
public static class Cursor
{
    public const int DefaultLimit = 100;
    public const int MostLimit = 500;

    public static int Limit(int? asked) => Math.Clamp(asked ?? DefaultLimit, 1, MostLimit);

    public static string Of(string position) => Convert.ToBase64String(Encoding.UTF8.GetBytes(position)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Null for no cursor and for one that we did not write: the list then starts at its beginning.</summary>
    public static string? Read(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor)) return null;
        var padded = cursor.Replace('-', '+').Replace('_', '/');
        padded += new string('=', (4 - (padded.Length % 4)) % 4);
        Span<byte> bytes = stackalloc byte[padded.Length <= 600 ? padded.Length : 0];
        return bytes.Length > 0 && Convert.TryFromBase64String(padded, bytes, out var written) ? Encoding.UTF8.GetString(bytes[..written]) : null;
    }
}
