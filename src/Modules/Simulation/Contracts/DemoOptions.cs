namespace IoTConsole.Simulation.Contracts;

/// <summary>How large a demonstration is wanted. Ignored where one already exists: it goes on as it was made.</summary>
/// <param name="Buildings">1 to 250. 250 is the yardstick: 60,000 sensors, 1,250 controllers, 250 gateways.</param>
/// <param name="Floors">1 to 99 a building. Null: 4 up to ten buildings, 20 beyond.</param>
/// <param name="HistoryHours">0 to 168 of readings sent first, so that charts are not empty. Null: 24 up to ten buildings, none beyond.</param>
public sealed record DemoOptions(int Buildings = 3, int? Floors = null, int? HistoryHours = null, int Seed = 1)
{
    /// <summary>Up to so many buildings a demonstration is for looking at; beyond it is for measuring.</summary>
    public const int Small = 10;

    /// <summary>Reads <c>--buildings 250 --floors 20 --history-hours 0 --seed 1</c>; what it does not know is left for the host.</summary>
    /// <exception cref="FormatException">A value is missing, no number, or out of range. The message is for the person who typed it.</exception>
    public static (DemoOptions Options, string[] Others) Parse(string[] args)
    {
        var (options, rest) = (new DemoOptions(), new List<string>());
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--buildings": options = options with { Buildings = Number(args, ref i, 1, 250) }; break;
                case "--floors": options = options with { Floors = Number(args, ref i, 1, 99) }; break;
                case "--history-hours": options = options with { HistoryHours = Number(args, ref i, 0, 168) }; break;
                case "--seed": options = options with { Seed = Number(args, ref i, 0, int.MaxValue) }; break;
                default: rest.Add(args[i]); break;
            }
        }

        return (options, [.. rest]);
    }

    private static int Number(string[] args, ref int at, int least, int most)
    {
        var name = args[at++];
        return at < args.Length && int.TryParse(args[at], out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} needs a whole number from {least} to {most}.");
    }
}
