using System.Globalization;

namespace IoTConsole.Infrastructure.Ui;

public static class Words
{
    public static string T(string text, params object?[] given) => given.Length == 0 ? text : string.Format(CultureInfo.CurrentCulture, text, given);
}
