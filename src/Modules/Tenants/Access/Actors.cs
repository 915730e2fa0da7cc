using System.Collections.Concurrent;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Keys;
using IoTConsole.Tenants.Organisations;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Tenants.Access;

internal sealed class Actors(IDbContextFactory<ConsoleDb> factory, TimeProvider clock, ILogger<Actors> log) : IActors, IStandings
{
    // Longer than any clock difference between nodes; a change seen twice is recognised by its stamp.
    private static readonly TimeSpan _lookBack = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _useIsWritten = TimeSpan.FromMinutes(1);
    private readonly ConsoleDbs _dbs = new(factory, new Caller());
    private readonly ConcurrentDictionary<Guid, Guid> _seen = new();

    public event Action<Guid>? AccessChanged;

    public Task<Actor?> ForPersonAsync(Guid personId, CancellationToken ct) => FindAsync(personId, null, null, ct);

    /// <summary>A session that was ended, or is from before a password change, is nobody's.</summary>
    public Task<Actor?> ForSessionAsync(SessionClaims session, CancellationToken ct) => FindAsync(session.PersonId, session.SecurityStamp, session.SessionId, ct);

    /// <summary>Whether the session was not ended, whatever became of its person.</summary>
    public async Task<bool> IsOpenAsync(SessionClaims session, CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
        return await db.Set<OpenSession>().AnyAsync(s => s.Id == session.SessionId && s.PersonId == session.PersonId, ct);
    }

    private async Task<Actor?> FindAsync(Guid personId, string? securityStamp, Guid? sessionId, CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
        var person = await db.Set<Person>()
            .Where(p => p.Id == personId && !p.Blocked && (securityStamp == null || p.SecurityStamp == securityStamp))
            .Where(p => sessionId == null || db.Set<OpenSession>().Any(s => s.Id == sessionId && s.PersonId == p.Id))
            .Where(p => db.Set<Organisation>().Any(o => o.TenantId == p.TenantId && o.SuspendedAt == null))
            .Select(p => new { p.Id, p.DisplayName, p.TenantId, p.RunsThePlatform })
            .SingleOrDefaultAsync(ct);
        if (person is null) return null;
        var grants = await db.Set<Grant>().Where(g => g.PersonId == personId && g.TenantId == person.TenantId)
            .Select(g => new HeldGrant(g.Role, g.SiteId, g.SitePath)).ToListAsync(ct);
        return new Actor(ActorKind.Person, person.Id, person.DisplayName, person.TenantId, grants) { RunsThePlatform = person.RunsThePlatform };
    }

    public async Task<Actor?> ForKeyAsync(string presentedKey, CancellationToken ct)
    {
        if (!KeySecret.LooksLikeOne(presentedKey)) return null;
        var hash = KeySecret.HashOf(presentedKey);
        var now = clock.GetUtcNow();
        await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
        var key = await db.Set<ApiKey>().AsNoTracking()
            .Where(k => k.Hash == hash && db.Set<Organisation>().Any(o => o.TenantId == k.TenantId && o.SuspendedAt == null))
            .SingleOrDefaultAsync(ct);
        if (key is null || !key.IsOpen(now)) return null;
        if (key.LastUsedAt is null || now - key.LastUsedAt > _useIsWritten)
            await db.Set<ApiKey>().Where(k => k.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now), ct);
        return ActorOf(key);
    }

    public Task<Actor?> OfAsync(ActorKind kind, Guid id, CancellationToken ct) => kind switch
    {
        ActorKind.Person => ForPersonAsync(id, ct),
        ActorKind.Key => KeyByIdAsync(id, ct),
        _ => Task.FromResult<Actor?>(null),
    };

    /// <summary>Raises the event for every change written since the last look, on this node or another.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var since = clock.GetUtcNow() - _lookBack;
        await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
        var changed = await db.Set<AccessStamp>().AsNoTracking().Where(s => s.ChangedAt > since)
            .Select(s => new { s.PersonId, s.Stamp }).ToListAsync(ct);
        foreach (var change in changed)
        {
            if (_seen.TryGetValue(change.PersonId, out var seen) && seen == change.Stamp) continue;
            _seen[change.PersonId] = change.Stamp;
            Raise(change.PersonId);
        }
    }

    private async Task<Actor?> KeyByIdAsync(Guid id, CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
        var key = await db.Set<ApiKey>().AsNoTracking()
            .Where(k => k.Id == id && db.Set<Organisation>().Any(o => o.TenantId == k.TenantId && o.SuspendedAt == null))
            .SingleOrDefaultAsync(ct);
        return key?.IsOpen(clock.GetUtcNow()) == true ? ActorOf(key) : null;
    }

    private static Actor ActorOf(ApiKey key) => new(ActorKind.Key, key.Id, key.Name, key.TenantId, [new HeldGrant(key.Role, key.SiteId, key.SitePath)]);

    private void Raise(Guid personId)
    {
        foreach (var listener in AccessChanged?.GetInvocationList().Cast<Action<Guid>>() ?? [])
        {
            try
            {
                listener(personId);
            }
            catch (Exception fault)
            {
                // One circuit that is falling apart must not keep the others open.
                log.LogWarning(fault, "A listener of access changes failed");
            }
        }
    }
}
