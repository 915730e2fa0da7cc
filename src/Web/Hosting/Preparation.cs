using IoTConsole.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Web.Hosting;

/// <summary>What must hold before anything listens: the data directory, the migrated database.</summary>
internal static class Preparation
{
    public static async Task MigrateAsync(this IServiceProvider services, CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<ConsoleDb>>().CreateDbContextAsync(ct);
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));

        // The migrator takes its lock by writing even when it has nothing to do, and a console that was stopped must come up again on a full disk.
        if ((await db.Database.GetPendingMigrationsAsync(ct)).Any()) await db.Database.MigrateAsync(ct);

        // Readers never wait for the writer in this mode; it is a property of the file and survives restarts.
        if (db.Database.ProviderName!.EndsWith("Sqlite", StringComparison.Ordinal))
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", ct);
    }

    /// <summary>Only the owner may look inside: keys and the database are there.</summary>
    public static void MakeDataDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
