using IoTConsole.Infrastructure.Ui;

namespace IoTConsole.Web.Shell;

/// <summary>Made-up figures for the gallery, the same at every visit.</summary>
internal static class GalleryData
{
    public static readonly IReadOnlyList<double?> Course = Enumerable.Range(0, 48).Select(i => i is > 20 and < 25 ? (double?)null : 1300 + 90 * Math.Sin(i / 5.0) + i % 7 * 6).ToList();

    public static readonly IReadOnlyList<string> Floors = ["Floor 4", "Floor 3", "Floor 2", "Floor 1", "Ground floor"];

    public static readonly IReadOnlyList<string> Zones = ["Zone A", "Zone B", "Zone C", "Zone D", "Zone E", "Lobby"];

    public sealed record Thing(Guid Id, string Name, string? State, double? Value);

    public static readonly IReadOnlyList<Thing> Things = [new(Guid.CreateVersion7(), "Lobby", "healthy", 21.4), new(Guid.CreateVersion7(), "Plant room", "offline", null), new(Guid.CreateVersion7(), "Roof", null, 12.9)];

    public static IReadOnlyList<TimelineItem> Events(DateTimeOffset now) =>
    [
        new(now.AddMinutes(-4), "State", "Late: 2 of 3 expected reports missed"),
        new(now.AddHours(-3), "Certificate", "Renewed until 2 March 2028", "the console"),
        new(now.AddHours(-5), "Place", "Moved to Harbour House › Floor 3 › Zone B", "Ines Duarte", "/gallery"),
        new(now.AddDays(-9), "State", "Provisioned"),
    ];

    public static IReadOnlyList<HeatCell> Temperatures =>
        (from f in Floors.Select((name, i) => (name, i))
         from z in Zones.Select((name, i) => (name, i))
         where z.name != "Lobby" || f.name == "Ground floor"
         let known = (f.i * 7 + z.i * 3) % 11 != 5
         select new HeatCell(f.name, z.name, known ? 19 + (f.i * 5 + z.i * 7) % 12 * .55 : null, null, "/gallery", "8 sensors, the oldest value 40 s old")).ToList();

    public static IReadOnlyList<HeatCell> Judged => Temperatures.Select((c, i) => c with { Stale = i % 9 == 4 && c.Value is not null }).ToList();

    public static IReadOnlyList<HeatCell> States =>
        (from f in Floors.Select((name, i) => (name, i))
         from z in Zones.Take(5).Select((name, i) => (name, i))
         let state = ((f.i * 5) + z.i) switch { 3 => "offline", 7 => "low-battery", 11 => "late", 16 => "maintenance", 19 => "unknown", 22 => "quarantined", _ => "healthy" }
         select new HeatCell(f.name, z.name, null, state == "healthy" ? "8" : "1 of 8", "/gallery", null, state)).ToList();

    public static IReadOnlyList<ChartSeries> Climate(DateTimeOffset now) =>
    [
        new("Temperature", "°C", Points(now, 288, i => 21 + 2.2 * Math.Sin(i / 46.0) + Noise(i, 3), .35)),
        new("Set point", "°C", Points(now, 288, i => i % 144 is > 40 and < 110 ? 21.5 : 19, 0), Steps: true),
        new("CO₂", "ppm", Points(now, 288, i => 480 + Math.Max(0, 420 * Math.Sin((i - 40) / 40.0)) + 40 * Noise(i, 5), 30)),
    ];

    public static IReadOnlyList<ChartSeries> Compared(DateTimeOffset now)
    {
        var today = Climate(now)[0] with { Key = "today", Bucket = TimeSpan.FromMinutes(5), Flaws = [new(now.AddHours(-20), now.AddHours(-17), "late", "36 readings came late, up to 2 h after their time"), new(now.AddHours(-6), now.AddHours(-5), "thin", "Fewer readings than expected: 21 of 60")] };
        var before = today with { Key = "before", Name = "Temperature, the day before", GhostOf = "today", Flaws = [], Points = today.Points.Select((p, i) => p with { Value = p.Value - 0.8 + Noise(i, 17), Min = null, Max = null }).ToList() };
        return [today, before, new("Door open", null, Enumerable.Range(0, 9).Select(i => new ChartPoint(now.AddHours(-22 + (i * 2.6)), i % 2)).ToList(), Steps: true) { GapAfter = TimeSpan.FromHours(6) }];
    }

    public static IReadOnlyList<ChartMark> Marks(DateTimeOffset now) => [new(now.AddHours(-9), "Firmware 2.4.1 installed"), new(now.AddHours(-3), "A message was refused: not JSON", "refused")];

    private static List<ChartPoint> Points(DateTimeOffset now, int count, Func<int, double> at, double band) =>
        Enumerable.Range(0, count).Where(i => i is < 118 or > 139).Select(i =>
        {
            var value = at(i);
            return new ChartPoint(now.AddMinutes(-5 * (count - i)), value, band > 0 ? value - band * (1.4 + Noise(i, 7)) : null, band > 0 ? value + band * (1.4 + Noise(i, 11)) : null);
        }).ToList();

    private static double Noise(int i, int seed) => Math.Sin(i * 12.9898 + seed * 78.233) * .5;
}
