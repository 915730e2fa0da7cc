using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Sites;

namespace IoTConsole.Tenants.Organisations;

/// <summary>Turns a planned tree into sites with codes and paths.</summary>
internal sealed class SitePlanting(Guid tenantId, DateTimeOffset now)
{
    private readonly Dictionary<string, Site> _byNames = new(StringComparer.OrdinalIgnoreCase);

    public List<Site> Sites { get; } = [];

    public Problem? Plant(SitePlan portfolio)
    {
        if (portfolio.Kind != SiteKind.Portfolio) return TenantsProblems.RootIsPortfolio;
        return Plant(portfolio, null, "", SiteRules.NewCode());
    }

    /// <param name="at">Names from below the root joined by slashes; null for the root.</param>
    public Site? Find(string? at) => _byNames.GetValueOrDefault(at?.Trim('/') ?? "");

    private Problem? Plant(SitePlan plan, Site? parent, string names, string code)
    {
        if (SiteRules.Refuse(plan.Kind, plan.Name, plan.TimeZone, plan.Latitude, plan.Longitude, parent?.Kind) is { } refused) return refused;
        var site = new Site
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenantId,
            ParentId = parent?.Id,
            Kind = plan.Kind,
            Name = plan.Name.Trim(),
            Code = code,
            SitePath = $"{parent?.SitePath}{code}/",
            TimeZone = plan.TimeZone,
            Latitude = plan.Latitude,
            Longitude = plan.Longitude,
        };
        Sites.Add(site);
        if (!_byNames.TryAdd(names, site)) return TenantsProblems.SameName(plan.Name);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in plan.Children)
        {
            var childCode = SiteRules.NewCode(taken);
            taken.Add(childCode);
            if (Plant(child, site, names.Length == 0 ? child.Name.Trim() : $"{names}/{child.Name.Trim()}", childCode) is { } below) return below;
        }

        return null;
    }
}
