using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.People;

internal sealed class ListPeople(ConsoleDbs dbs, Caller caller, PeopleInSight sight, ISiteDirectory directory, GrantReach reach)
{
    /// <param name="Where">The site's name from the building down.</param>
    /// <param name="MayRevoke">Whether this caller could.</param>
    internal sealed record Held(Guid GrantId, Role Role, Guid SiteId, string Where, bool MayRevoke);

    /// <param name="HasPassword">False for somebody who has not yet used the invitation.</param>
    /// <param name="Grants">Those within the caller's scope.</param>
    internal sealed record Row(
        Guid Id, string DisplayName, string Email, bool Blocked, bool HasPassword, bool SecondFactor, bool RunsThePlatform,
        DateTimeOffset? LastSignInAt, List<Held> Grants);

    internal sealed record Input(string? Search = null, int Skip = 0, int Take = 200, Guid? Only = null);

    public async Task<Result<List<Row>>> RunAsync(Input ask, CancellationToken ct)
    {
        if (caller.Refuses(TenantsPermissions.PeopleView) is { } refused) return refused;
        await using var db = ask.Only is null ? await dbs.OpenAsync(ct) : await dbs.OpenWideAsync(ct);
        var search = ask.Search?.Trim().ToUpperInvariant();
        var people = await sight.Of(db, wide: ask.Only is not null).AsNoTracking()
            .Where(p => ask.Only == null || p.Id == ask.Only)
            .Where(p => search == null || search == "" || p.DisplayName.ToUpper().Contains(search) || p.NormalizedEmail!.Contains(search))
            .OrderBy(p => p.DisplayName).ThenBy(p => p.Id)
            .Skip(ask.Skip).Take(Math.Clamp(ask.Take, 1, 501))
            .Select(p => new { p.Id, p.DisplayName, p.Email, p.Blocked, HasPassword = p.PasswordHash != null, p.TwoFactorEnabled, p.RunsThePlatform, p.LastSignInAt })
            .ToListAsync(ct);
        var ids = people.ConvertAll(p => p.Id);
        var places = sight.Places();
        var grants = await db.Set<Grant>().AsNoTracking()
            .Where(g => ids.Contains(g.PersonId) && places.Any(w => g.SitePath.StartsWith(w)))
            .OrderBy(g => g.SitePath).ToListAsync(ct);
        var held = grants.ToLookup(g => g.PersonId, g => new Held(
            g.Id, g.Role, g.SiteId, directory.NameOf(g.TenantId, g.SitePath),
            reach.Covers(caller.Actor, TenantsPermissions.PeopleManage, g.Role, g.SitePath)));
        return people.ConvertAll(p => new Row(
            p.Id, p.DisplayName, p.Email!, p.Blocked, p.HasPassword, p.TwoFactorEnabled, p.RunsThePlatform, p.LastSignInAt, held[p.Id].ToList()));
    }
}
