using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Operation;

/// <summary>How much news waits for delivery and how much has given up. Counts only: news carries other tenants' names.</summary>
internal sealed class CountNews(ConsoleDbs dbs, Caller caller)
{
    internal sealed record Counts(int Waiting, int GivenUp);

    public async Task<Result<Counts>> RunAsync(CancellationToken ct)
    {
        if (caller.Refuses(OperationPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenAsync(ct);
        var givenUp = await db.Set<OutboxRow>().CountAsync(o => o.Attempts >= DeliverNews.MostAttempts, ct);
        return new Counts(await db.Set<OutboxRow>().CountAsync(ct) - givenUp, givenUp);
    }
}
