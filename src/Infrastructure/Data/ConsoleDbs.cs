using System.Runtime.CompilerServices;
using IoTConsole.Infrastructure.Access;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Data;

/// <summary>
/// Opens the database for whoever is calling. Every use case opens its own context: in Blazor Server a scoped one would
/// live as long as the browser tab.
/// </summary>
public sealed class ConsoleDbs(IDbContextFactory<ConsoleDb> factory, Caller caller)
{
    /// <summary>Within the caller's grants and the scope bar.</summary>
    /// <param name="operation">Filled by the compiler: the use case is the file that opens.</param>
    public async Task<ConsoleDb> OpenAsync(CancellationToken ct, [CallerFilePath] string operation = "") =>
        Serve(await factory.CreateDbContextAsync(ct), caller.Actor, caller.Narrowed, operation);

    /// <summary>Within the grants only: for a page about one thing, which a link may reach from any scope.</summary>
    public async Task<ConsoleDb> OpenWideAsync(CancellationToken ct, [CallerFilePath] string operation = "") =>
        Serve(await factory.CreateDbContextAsync(ct), caller.Actor, null, operation);

    /// <summary>For jobs, reactions and the broker's gate, which act for the system or for one tenant.</summary>
    public async Task<ConsoleDb> OpenAsAsync(Actor actor, CancellationToken ct, [CallerFilePath] string operation = "") =>
        Serve(await factory.CreateDbContextAsync(ct), actor, null, operation);

    private static ConsoleDb Serve(ConsoleDb db, Actor actor, string? narrowed, string file)
    {
        db.Serve(actor, narrowed, Path.GetFileName(file).Split('.')[0]);
        return db;
    }
}
