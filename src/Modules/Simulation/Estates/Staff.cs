using IoTConsole.Infrastructure.Access;
using IoTConsole.Simulation.Contracts;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Simulation.Estates;

/// <summary>Who works there: somebody of each role that people have.</summary>
internal static class Staff
{
    public static IReadOnlyList<PersonPlan> Of(FleetPlan plan)
    {
        var first = plan.Buildings[0];
        var building = $"{first.City.Region}/{first.Name}";
        if (plan.Prefix != "mer")
        {
            return
            [
                Person("noor.haddad", "Noor Haddad", Role.Administrator, null, plan),
                Person("felix.brandt", "Felix Brandt", Role.BuildingManager, building, plan),
            ];
        }

        var people = new List<PersonPlan>
        {
            Person("ada.okafor", "Ada Okafor", Role.Administrator, null, plan) with { RunsThePlatform = true },
            Person("olivia.berg", "Olivia Berg", Role.Operator, null, plan),
        };
        people.AddRange(plan.Buildings.Select(b => b.City.Region).Distinct().Zip(
            [("rafael.costa", "Rafael Costa"), ("mei.tanaka", "Mei Tanaka"), ("ruth.adler", "Ruth Adler")],
            (region, who) => Person(who.Item1, who.Item2, Role.RegionalManager, region, plan)));
        people.AddRange(
        [
            Person("ben.mercer", "Ben Mercer", Role.BuildingManager, building, plan),
            Person("ines.moreau", "Ines Moreau", Role.Installer, first.City.Region, plan),
            Person("anton.lindqvist", "Anton Lindqvist", Role.Analyst, null, plan),
            Person("elena.rossi", "Elena Rossi", Role.Executive, null, plan),
            Person("amir.sayed", "Amir Sayed", Role.Auditor, null, plan),
        ]);
        return people;
    }

    /// <summary>A table for the console: e-mail, role, where, password.</summary>
    public static IEnumerable<string> Table(FleetPlan plan, CreatedOrganisation created)
    {
        var passwords = created.People.ToDictionary(p => p.Email, p => p.Password, StringComparer.OrdinalIgnoreCase);
        var rows = Of(plan).Select(p => (p.Email, Role: Words(p.Role), Where: p.At?.Replace("/", " › ") ?? "everything", Password: passwords[p.Email])).ToList();
        yield return "";
        yield return $"  {plan.Organisation}: who may sign in (told this once)";
        foreach (var row in rows)
            yield return $"    {row.Email.PadRight(rows.Max(r => r.Email.Length))}  {row.Role.PadRight(16)}  {row.Where.PadRight(rows.Max(r => r.Where.Length))}  {row.Password}";
    }

    private static PersonPlan Person(string name, string display, Role role, string? at, FleetPlan plan) =>
        new($"{name}@{plan.Organisation.Split(' ')[0].ToLowerInvariant()}.example", display, role, at, null, RunsThePlatform: false);

    private static string Words(Role role) => role switch
    {
        Role.RegionalManager => "regional manager",
        Role.BuildingManager => "building manager",
        _ => role.ToString().ToLowerInvariant(),
    };
}
