namespace IoTConsole.Simulation.Contracts;

/// <summary>Names as they stand over doors. All invented.</summary>
internal static class BuildingNames
{
    private static readonly string[] _first =
    [
        "Harbour", "Meridian", "Linden", "Foundry", "Beacon", "Orchard", "Kestrel", "Granite", "Canal", "Juniper", "Copper", "Lantern", "Willow",
        "Summit", "Anchor", "Marble", "Falcon", "Quarry", "Cedar", "Mariner", "Tannery", "Heron", "Signal", "Aldgate", "Saffron",
    ];

    private static readonly string[] _second = ["House", "Court", "Tower", "Yard", "Point", "Place", "Exchange", "Gate", "Works", "Hall"];

    public static int Most => _first.Length * _second.Length;

    /// <param name="index">0 to <see cref="Most"/> - 1; each gives another name.</param>
    public static string Of(int index)
    {
        var first = index % _first.Length;
        return $"{_first[first]} {_second[((index / _first.Length) + first) % _second.Length]}";
    }
}
