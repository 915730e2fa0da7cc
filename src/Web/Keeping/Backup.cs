using IoTConsole.Infrastructure.Data;
using IoTConsole.Telemetry.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Web.Keeping;

/// <summary>
/// Copies everything that is needed to start again: readings, the database when it is embedded, keys and the rest of the data directory. Readings first:
/// whatever they refer to was in the database before them.
/// </summary>
internal sealed class Backup(IStoreKeeping store, IDbContextFactory<ConsoleDb> dbs, HostSettings host, TimeProvider clock)
{
    /// <param name="say">Told what has been done.</param>
    /// <exception cref="IOException">The directory holds something already, or cannot be written.</exception>
    public async Task RunAsync(string directory, Func<string, Task> say, CancellationToken ct)
    {
        Prepare(directory);
        var began = clock.GetUtcNow();
        await say(await store.CopyAsync(directory, ct) is { } readings ? $"{readings:N0} readings" : "Readings are kept by a server; back it up by its own means.");
        await using (var db = await dbs.CreateDbContextAsync(ct))
        {
            if (db.Database.ProviderName!.EndsWith("Sqlite", StringComparison.Ordinal))
            {
                await db.Database.ExecuteSqlAsync($"VACUUM INTO {Path.Combine(directory, "console.db")}", ct);
                await say("the database");
            }
            else
            {
                await say("The database is on a server; back it up by its own means, after this.");
            }
        }

        await say($"{CopyRest(host.DataDirectory, directory, IsCopiedOtherwise):N0} other files, keys among them");
        var manifest = await BackupManifest.OfAsync(directory, began, ct);
        await manifest.WriteAsync(directory, ct);
        await say($"{manifest.Parts.Sum(p => p.Bytes):N0} bytes in {directory}, as of {began:u}");
    }

    public static void Prepare(string directory)
    {
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any()) throw new IOException($"{directory} is not empty. Name a new directory.");
        Hosting.Preparation.MakeDataDirectory(directory);
    }

    // What is open and written to has been copied by its own engine.
    private static bool IsCopiedOtherwise(string name) =>
        name.StartsWith("console.", StringComparison.Ordinal) || name.StartsWith("telemetry.", StringComparison.Ordinal);

    /// <summary>Copies the files of a directory that are not in the other one yet.</summary>
    public static int CopyRest(string from, string to, Func<string, bool> leaveOut)
    {
        var copied = 0;
        var inside = Path.GetFullPath(to) + Path.DirectorySeparatorChar;
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, path);
            if (leaveOut(name) || Path.GetFullPath(path).StartsWith(inside, StringComparison.Ordinal)) continue;
            var target = Path.Combine(to, name);
            if (File.Exists(target)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
            copied++;
        }

        return copied;
    }
}
