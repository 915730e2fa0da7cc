using IoTConsole.Infrastructure.Access;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Tenants.Tests;

/// <summary>Two organisations in which everything has the same name: North › Harbour House › Floor 1, Floor 2 › Zone A; South › Mill.</summary>
internal sealed class Estates(TestConsole console, CreatedOrganisation ours, CreatedOrganisation theirs) : IAsyncDisposable
{
    public const string Password = "a long enough one";

    public TestConsole Console { get; } = console;

    public CreatedOrganisation Ours { get; } = ours;

    public CreatedOrganisation Theirs { get; } = theirs;

    public ISiteDirectory Directory => Console.Services.GetRequiredService<ISiteDirectory>();

    public IActors Actors => Console.Services.GetRequiredService<IActors>();

    public static async Task<Estates> StartAsync(string engine = "Sqlite")
    {
        var console = await TestConsole.StartAsync(engine);
        return new Estates(console, await FoundAsync(console, "ours"), await FoundAsync(console, "theirs"));
    }

    public static OrganisationPlan Plan(string domain) => new(
        "Meridian",
        new SitePlan(SiteKind.Portfolio, "Meridian", "Europe/London", null, null,
        [
            new(SiteKind.Region, "North", null, null, null,
            [
                new(SiteKind.Building, "Harbour House", "Europe/Madrid", 43.4, -3.8,
                [
                    new(SiteKind.Floor, "Floor 10", null, null, null, []),
                    new(SiteKind.Floor, "Floor 2", null, null, null, [new(SiteKind.Zone, "Zone A", null, null, null, [])]),
                ]),
            ]),
            new(SiteKind.Region, "South", null, null, null, [new(SiteKind.Building, "Mill", "America/New_York", null, null, [])]),
        ]),
        [
            new($"admin@{domain}.example", "Ada Admin", Role.Administrator, null, Password, false),
            new($"north@{domain}.example", "Nora North", Role.RegionalManager, "North", Password, false),
            new($"operator@{domain}.example", "Otto Operator", Role.Operator, "North/Harbour House", Password, false),
        ]);

    /// <summary>The node at these names, from below the root: "North/Harbour House".</summary>
    public SiteNode Site(string names, CreatedOrganisation? of = null)
    {
        var node = (of ?? Ours).Root;
        foreach (var name in names.Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = Directory.Below(node.TenantId, node.Path).Single(n => n.ParentId == node.Id && n.Name == name);
        return node;
    }

    public Guid PersonOf(string who, CreatedOrganisation? of = null) =>
        (of ?? Ours).People.Single(p => p.Email.StartsWith(who, StringComparison.Ordinal)).Id;

    public async Task<Actor> ActorOf(string who, CreatedOrganisation? of = null) =>
        await Actors.ForPersonAsync(PersonOf(who, of), CancellationToken.None) ?? throw new InvalidOperationException($"{who} is not let in.");

    /// <summary>Runs one use case as this person.</summary>
    public async Task<T> AskAsync<TUseCase, T>(string who, Func<TUseCase, Task<T>> ask, CreatedOrganisation? of = null)
        where TUseCase : notnull => await Console.AskAsync(await ActorOf(who, of), ask);

    public ValueTask DisposeAsync() => Console.DisposeAsync();

    private static async Task<CreatedOrganisation> FoundAsync(TestConsole console, string domain)
    {
        await using var scope = console.As(Actor.System());
        var founded = await scope.ServiceProvider.GetRequiredService<IOrganisations>().CreateAsync(Plan(domain), CancellationToken.None);
        return founded.Value;
    }
}
