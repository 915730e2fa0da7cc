using System.Globalization;

namespace IoTConsole.Tenants.Sites;

internal static class NaturalOrder
{
    /// <summary>Floor 2 before Floor 10, whatever the case.</summary>
    public static readonly StringComparer Of = StringComparer.Create(
        CultureInfo.InvariantCulture, CompareOptions.NumericOrdering | CompareOptions.IgnoreCase);
}
