namespace IoTConsole.Simulation.Contracts;

/// <param name="TimeZone">IANA name.</param>
/// <param name="Latitude">Degrees, WGS 84.</param>
/// <param name="Longitude">Degrees, WGS 84.</param>
public sealed record CityPlan(string Region, string Name, string TimeZone, double Latitude, double Longitude)
{
    /// <summary>Fifteen, in an order that changes region each time, so that a small fleet has them all.</summary>
    public static IReadOnlyList<CityPlan> All { get; } =
    [
        new("EMEA", "London", "Europe/London", 51.507, -0.128),
        new("Americas", "New York", "America/New_York", 40.713, -74.006),
        new("APAC", "Singapore", "Asia/Singapore", 1.352, 103.820),
        new("EMEA", "Berlin", "Europe/Berlin", 52.520, 13.405),
        new("Americas", "Chicago", "America/Chicago", 41.878, -87.630),
        new("APAC", "Tokyo", "Asia/Tokyo", 35.677, 139.650),
        new("EMEA", "Paris", "Europe/Paris", 48.857, 2.352),
        new("Americas", "San Francisco", "America/Los_Angeles", 37.775, -122.419),
        new("APAC", "Sydney", "Australia/Sydney", -33.869, 151.209),
        new("EMEA", "Dubai", "Asia/Dubai", 25.205, 55.271),
        new("Americas", "Toronto", "America/Toronto", 43.653, -79.383),
        new("APAC", "Mumbai", "Asia/Kolkata", 19.076, 72.878),
        new("EMEA", "Johannesburg", "Africa/Johannesburg", -26.204, 28.047),
        new("Americas", "São Paulo", "America/Sao_Paulo", -23.551, -46.633),
        new("APAC", "Seoul", "Asia/Seoul", 37.567, 126.978),
    ];
}
