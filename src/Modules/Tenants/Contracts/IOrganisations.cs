using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Tenants.Contracts;

/// <summary>Whole organisations at once, for set-up and the demo. Acts for the system; whoever calls has checked that it may.</summary>
public interface IOrganisations
{
    /// <summary>Creates the organisation, its whole tree, its people and their grants in one transaction.</summary>
    /// <returns>Refused when the tree or a person is not valid, or an e-mail address is already in use.</returns>
    Task<Result<CreatedOrganisation>> CreateAsync(OrganisationPlan plan, CancellationToken ct);

    /// <summary>False only on an empty console, which is then waiting for its set-up.</summary>
    Task<bool> AnyAsync(CancellationToken ct);

    /// <summary>By name, at most 500.</summary>
    Task<IReadOnlyList<OrganisationLine>> ListAsync(CancellationToken ct);
}

/// <param name="Portfolio">The root; its kind is <see cref="SiteKind.Portfolio"/>.</param>
public sealed record OrganisationPlan(string Name, SitePlan Portfolio, IReadOnlyList<PersonPlan> People);

/// <param name="TimeZone">IANA name; a building must have one.</param>
public sealed record SitePlan(
    SiteKind Kind, string Name, string? TimeZone, double? Latitude, double? Longitude, IReadOnlyList<SitePlan> Children);

/// <param name="At">Names from below the root joined by slashes ("North/Harbour House"); null for the root.</param>
/// <param name="Password">Generated when null.</param>
public sealed record PersonPlan(string Email, string DisplayName, Role Role, string? At, string? Password, bool RunsThePlatform);

public sealed record CreatedOrganisation(Guid TenantId, SiteNode Root, IReadOnlyList<CreatedPerson> People);

/// <param name="Password">As planned, or as generated: the only moment at which it can be told.</param>
public sealed record CreatedPerson(Guid Id, string Email, string Password);

/// <summary>All that whoever runs the platform sees of an organisation.</summary>
public sealed record OrganisationLine(Guid TenantId, string Name, DateTimeOffset CreatedAt, DateTimeOffset? SuspendedAt, int People, int Sites);
