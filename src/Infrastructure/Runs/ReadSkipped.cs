using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Runs;

/// <summary>What a run skipped, one by one, in the order in which it came to them.</summary>
internal sealed class ReadSkipped(ConsoleDbs dbs, Caller caller)
{
    public async Task<Result<IReadOnlyList<BulkSkip>>> RunAsync(Guid id, CancellationToken ct)
    {
        if (caller.Refuses(BulkPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenWideAsync(ct);
        if (!await db.RunsFor(caller.Actor).AnyAsync(r => r.Id == id, ct)) return BulkProblems.NoRun;
        var packed = await db.Set<BulkChunk>().AsNoTracking().Where(c => c.RunId == id && c.Skips != null).OrderBy(c => c.Number).Select(c => c.Skips).ToListAsync(ct);
        return packed.SelectMany(Packed.Read<BulkSkip>).ToList();
    }
}
