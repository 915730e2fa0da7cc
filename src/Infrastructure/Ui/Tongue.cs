using System.Globalization;

namespace IoTConsole.Infrastructure.Ui;

/// <summary>The culture that a circuit speaks, kept for what reaches it from a thread of somebody else.</summary>
public sealed class Tongue
{
    private readonly CultureInfo _words = CultureInfo.CurrentUICulture;
    private readonly CultureInfo _figures = CultureInfo.CurrentCulture;

    /// <summary>Until the asynchronous work that called this ends.</summary>
    public void Speak() => (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) = (_words, _figures);
}
