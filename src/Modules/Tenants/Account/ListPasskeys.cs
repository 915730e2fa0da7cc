using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.SignIn;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Account;

/// <summary>One's own passkeys.</summary>
internal sealed class ListPasskeys(ConsoleDbs dbs, Caller caller)
{
    /// <param name="Synced">A password manager keeps it on several devices.</param>
    internal sealed record Row(Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, bool Synced);

    public async Task<Result<List<Row>>> RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        return await db.Set<Passkey>().AsNoTracking().Where(p => p.PersonId == caller.Actor.Id).OrderBy(p => p.CreatedAt).Take(AddPasskey.Most)
            .Select(p => new Row(p.Id, p.Name, p.CreatedAt, p.LastUsedAt, p.IsBackedUp)).ToListAsync(ct);
    }
}
