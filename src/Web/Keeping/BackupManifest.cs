using System.Security.Cryptography;
using System.Text.Json;

namespace IoTConsole.Web.Keeping;

/// <summary>What a backup holds. Written last: a directory without it is no backup.</summary>
/// <param name="Began">Every reading acknowledged before this moment is in it.</param>
/// <param name="Parts">Files by their path below the directory.</param>
internal sealed record BackupManifest(int Version, DateTimeOffset Began, IReadOnlyList<BackupManifest.Part> Parts)
{
    public const string FileName = "backup.json";

    internal sealed record Part(string File, long Bytes, string Sha256);

    public static async Task<BackupManifest> OfAsync(string directory, DateTimeOffset began, CancellationToken ct)
    {
        var parts = new List<Part>();
        foreach (var path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            var sum = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
            file.Flush(flushToDisk: true);
            parts.Add(new(Path.GetRelativePath(directory, path).Replace('\\', '/'), file.Length, sum));
        }

        return new(1, began, parts);
    }

    public async Task WriteAsync(string directory, CancellationToken ct)
    {
        await using var file = File.Create(Path.Combine(directory, FileName));
        await JsonSerializer.SerializeAsync(file, this, JsonSerializerOptions.Web, ct);
        file.Flush(flushToDisk: true);
    }

    /// <exception cref="InvalidDataException">It is no backup, or not all of it is there as it was written.</exception>
    public static async Task<BackupManifest> ReadAsync(string directory, CancellationToken ct)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path)) throw new InvalidDataException($"{directory} holds no finished backup: {FileName} is missing.");
        await using var file = File.OpenRead(path);
        var manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(file, JsonSerializerOptions.Web, ct) ?? throw new InvalidDataException($"{path} is empty.");
        foreach (var part in manifest.Parts)
        {
            var full = Path.GetFullPath(Path.Combine(directory, part.File));
            if (!full.StartsWith(Path.GetFullPath(directory) + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new InvalidDataException($"{part.File} lies outside the backup.");
            if (!File.Exists(full)) throw new InvalidDataException($"{part.File} is missing from the backup.");
            await using var content = File.OpenRead(full);
            if (content.Length != part.Bytes || Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct)) != part.Sha256)
                throw new InvalidDataException($"{part.File} is not as it was written.");
        }

        return manifest;
    }
}
