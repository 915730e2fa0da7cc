using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.SignIn;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Account;

internal sealed class RenamePasskey(ConsoleDbs dbs, Caller caller)
{
    public async Task<Result<Done>> RunAsync(Guid id, string name, CancellationToken ct)
    {
        if (AddPasskey.RefuseName(name) is { } wrong) return wrong;
        await using var db = await dbs.OpenWideAsync(ct);
        if (await db.Set<Passkey>().SingleOrDefaultAsync(p => p.Id == id && p.PersonId == caller.Actor.Id, ct) is not { } passkey) return TenantsProblems.NoPasskey;
        passkey.Name = name.Trim();
        await db.SaveChangesAsync(ct);
        return Done.It;
    }
}
