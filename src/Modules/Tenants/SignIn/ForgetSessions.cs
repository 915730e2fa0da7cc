using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.SignIn;

/// <summary>Removes sessions whose cookie has long ended by itself.</summary>
internal sealed class ForgetSessions(ConsoleDbs dbs, TimeProvider clock) : IRecurringJob
{
    public async Task<JobReport> RunAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - OpenSession.Kept;
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        var gone = await db.Set<OpenSession>().Where(s => s.LastSeenAt < before).ExecuteDeleteAsync(ct);
        return new JobReport(gone, gone);
    }
}
