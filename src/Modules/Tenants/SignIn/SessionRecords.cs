using System.Collections.Concurrent;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.SignIn;

/// <summary>Writes when a session began, was last seen and ended. Seen is written once a minute, also for pages that only stand open.</summary>
internal sealed class SessionRecords(IDbContextFactory<ConsoleDb> factory, TimeProvider clock)
{
    private static readonly TimeSpan _rhythm = TimeSpan.FromMinutes(1);
    private readonly ConsoleDbs _dbs = new(factory, new Caller());
    private readonly ConcurrentDictionary<Guid, int> _open = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _written = new();
    private DateTimeOffset _wroteOpenAt;

    /// <summary>Has a page open on this node.</summary>
    public bool IsOpen(Guid session) => _open.ContainsKey(session);

    public async Task<Guid> BeginAsync(Person person, HttpContext http, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (browser, platform) = BrowserWords.Of(http.Request.Headers.UserAgent);
        var session = new OpenSession
        {
            Id = Guid.CreateVersion7(now),
            TenantId = person.TenantId,
            PersonId = person.Id,
            Browser = browser,
            Platform = platform,
            Address = http.Connection.RemoteIpAddress?.ToString() ?? "",
            SignedInAt = now,
            LastSeenAt = now,
        };
        await using var db = await _dbs.OpenAsAsync(new Actor(ActorKind.Person, person.Id, person.DisplayName, person.TenantId, []), ct, "SignIn");
        db.Add(session);
        await db.SaveChangesAsync(ct);
        _written[session.Id] = now;
        return session.Id;
    }

    /// <param name="by">Whom the audit names; nobody who is not let in any more has one.</param>
    public async Task EndAsync(SessionClaims session, Actor? by, CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(by ?? Actor.System(), ct, "SignOut");
        if (await db.Set<OpenSession>().SingleOrDefaultAsync(s => s.Id == session.SessionId && s.PersonId == session.PersonId, ct) is not { } row) return;
        db.Remove(row);
        await AccessStamp.TouchAsync(db, row.PersonId, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
    }

    public async Task SeeAsync(Guid session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_written.TryGetValue(session, out var written) && now - written < _rhythm) return;
        _written[session] = now;
        await WriteAsync([session], now, ct);
    }

    public void Enter(Guid session) => _open.AddOrUpdate(session, 1, static (_, pages) => pages + 1);

    public void Leave(Guid session)
    {
        if (_open.AddOrUpdate(session, 0, static (_, pages) => pages - 1) <= 0) _open.TryRemove(session, out _);
    }

    /// <summary>Called every two seconds; writes once a minute.</summary>
    public async Task SeeOpenAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now - _wroteOpenAt < _rhythm) return;
        _wroteOpenAt = now;
        foreach (var (session, _) in _written.Where(w => now - w.Value > 2 * _rhythm)) _written.TryRemove(session, out _);
        if (!_open.IsEmpty) await WriteAsync([.. _open.Keys], now, ct);
    }

    private async Task WriteAsync(Guid[] sessions, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
        foreach (var some in sessions.Chunk(500))
            await db.Set<OpenSession>().Where(s => some.Contains(s.Id) && s.LastSeenAt < now).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), ct);
    }
}
