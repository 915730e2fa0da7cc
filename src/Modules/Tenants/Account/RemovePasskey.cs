using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.SignIn;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Account;

/// <summary>The console no longer knows it; what the device keeps of it opens nothing.</summary>
internal sealed class RemovePasskey(ConsoleDbs dbs, Caller caller)
{
    public async Task<Result<Done>> RunAsync(Guid id, CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<Passkey>().SingleOrDefaultAsync(p => p.Id == id && p.PersonId == caller.Actor.Id, ct) is not { } passkey) return TenantsProblems.NoPasskey;
        db.Remove(passkey);
        await db.SaveChangesAsync(ct);
        return Done.It;
    }
}
