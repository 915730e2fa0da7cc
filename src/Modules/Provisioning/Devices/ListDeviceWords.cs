using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Devices;

/// <summary>What the caller's devices can be filtered by: models and tags in use, and how many stand in each state.</summary>
internal sealed class ListDeviceWords(ConsoleDbs dbs, Caller caller)
{
    private const int Most = 200;

    internal sealed record Words(IReadOnlyList<string> Models, IReadOnlyList<string> Tags, IReadOnlyDictionary<LifecycleState, int> States);

    public async Task<Result<Words>> RunAsync(CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenAsync(ct);
        var models = await db.Set<Device>().Select(d => d.Model).Distinct().OrderBy(m => m).Take(Most).ToListAsync(ct);
        var texts = await db.Set<Device>().Where(d => d.Tags != "").Select(d => d.Tags).Distinct().Take(5_000).ToListAsync(ct);
        var states = await db.Set<Device>().GroupBy(d => d.State).Select(g => new { g.Key, Count = g.Count() }).Take(20).ToListAsync(ct);
        var tags = texts.SelectMany(TagText.Read).Distinct().Order(StringComparer.Ordinal).Take(Most).ToList();
        return new Words(models, tags, states.ToDictionary(s => s.Key, s => s.Count));
    }
}
