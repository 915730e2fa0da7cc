namespace IoTConsole.Web.Hosting;

/// <summary>The first word of the command line, when it is not a setting.</summary>
internal static class Verb
{
    public static (string Name, string[] Arguments) Split(string[] args) =>
        args is [var first, .. var rest] && !first.StartsWith('-') && !first.Contains('=') ? (first, rest) : ("run", args);

    public static int Unknown(string verb)
    {
        Console.Error.WriteLine($"There is no “{verb}”. Say nothing to run the console, or one of: demo, replay, simulate, backup, restore, verify-telemetry, migrate-telemetry. Settings follow as --Section:Key value.");
        return 2;
    }
}
