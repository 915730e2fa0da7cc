namespace IoTConsole.Telemetry.Sites;

/// <summary>Between which bounds a figure needs nobody's attention; outside them a heat map shows colour.</summary>
/// <param name="Low">Null where too little does not exist.</param>
/// <param name="High">Null where too much does not exist.</param>
internal sealed record Comfort(double? Low, double? High)
{
    public const string Temperature = "temperature";
    public const string Battery = "battery";

    private static readonly Dictionary<string, Comfort> _bands = new(StringComparer.Ordinal)
    {
        [Temperature] = new(20, 26),
        ["humidity"] = new(30, 60),
        ["co2"] = new(null, 1000),
        [Battery] = new(20, null),
    };

    /// <summary>Null for a figure of which neither much nor little is a fault.</summary>
    public static Comfort? Of(string metric) => _bands.GetValueOrDefault(metric);

    public bool Holds(double value) => !(value < Low) && !(value > High);
}
