using System.Reflection;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Sites;

/// <summary>Every placed row of every module, found in the model: a new kind of thing moves with its site without being told to.</summary>
internal static class PlacedRows
{
    private static readonly MethodInfo _move = typeof(PlacedRows).GetMethod(nameof(MoveRowsAsync), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>Inside the transaction of the move. The path is the scope, so history and audit rows go along.</summary>
    public static async Task MoveAsync(ConsoleDb db, Guid tenantId, string old, string path, CancellationToken ct)
    {
        foreach (var type in db.Model.GetEntityTypes().Select(e => e.ClrType).Where(t => typeof(IPlaced).IsAssignableFrom(t)).ToList())
            await (Task)_move.MakeGenericMethod(type).Invoke(null, [db, tenantId, old, path, ct])!;
    }

    // The caller may edit the parent, so that everything below the node passes the filters of this context.
#pragma warning disable CA1845 // EF translates Substring and knows nothing of spans.
    private static Task MoveRowsAsync<T>(ConsoleDb db, Guid tenantId, string old, string path, CancellationToken ct)
        where T : class, IPlaced => db.Set<T>()
        .Where(r => r.TenantId == tenantId && r.SitePath.StartsWith(old))
        .ExecuteUpdateAsync(set => set.SetProperty(r => r.SitePath, r => path + r.SitePath.Substring(old.Length)), ct);
#pragma warning restore CA1845
}
