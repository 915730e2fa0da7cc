namespace IoTConsole.Provisioning.Fleet;

/// <summary>Floor 2 before Floor 10, whatever the case. By character rather than by language: sixty thousand of these are compared while somebody waits.</summary>
internal static class Natural
{
    public static int Compare(string a, string b)
    {
        if (ReferenceEquals(a, b)) return 0;
        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            if (char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j]))
            {
                var left = Number(a, ref i);
                var right = Number(b, ref j);
                var order = left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
                if (order != 0) return order;
                continue;
            }

            var (x, y) = (char.ToLowerInvariant(a[i++]), char.ToLowerInvariant(b[j++]));
            if (x != y) return x.CompareTo(y);
        }

        return (a.Length - i).CompareTo(b.Length - j);
    }

    private static ReadOnlySpan<char> Number(string text, ref int at)
    {
        while (at < text.Length && text[at] == '0') at++;
        var from = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return text.AsSpan(from, at - from);
    }
}
