using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Provisioning.Manifests;

/// <summary>Reads and judges a file and keeps it for the import: a preview, from which nothing comes yet.</summary>
internal sealed class BringManifest(ConsoleDbs dbs, Caller caller, ISiteDirectory sites, IDeviceDirectory directory, TimeProvider clock)
{
    public const int Longest = 32 * 1024 * 1024;
    private const int Shown = 8;

    /// <param name="Name">Of the file.</param>
    /// <param name="Content">CSV or a JSON array of objects, in UTF-8; at most 32 MiB and 200,000 rows.</param>
    /// <param name="SiteId">Where rows stand that name no place; null when each has to.</param>
    internal sealed record Input(string Name, byte[] Content, Guid? SiteId);

    public async Task<Result<Guid>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.Register) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return ProvisioningProblems.NoSite;
        if (input.Content.Length > Longest) return ProvisioningProblems.ManifestTooLong;
        SiteNode? usual = null;
        if (input.SiteId is { } id)
        {
            if (caller.FindSite(sites, tenant, id) is not { } site) return ProvisioningProblems.NoSite;
            if (caller.Refuses(ProvisioningPermissions.Register, site.Path) is { } refusedThere) return refusedThere;
            usual = site;
        }

        var table = ManifestTable.Read(input.Content);
        if (!table.Succeeded) return table.Problem;
        var judged = new ManifestCheck(caller, sites, directory).Judge(table.Value, tenant, usual);
        var manifest = Make(input.Name, tenant, judged);
        await using var db = await dbs.OpenWideAsync(ct);
        db.Add(manifest);
        foreach (var (part, i) in judged.Rows.Chunk(ManifestPart.Size).Select((p, i) => (p, i)))
            db.Add(new ManifestPart { ManifestId = manifest.Id, TenantId = tenant, Number = i + 1, Rows = Manifest.Pack(part) });
        await db.SaveChangesAsync(ct);
        return manifest.Id;
    }

    private Manifest Make(string name, Guid tenant, ManifestCheck.Answer judged)
    {
        var now = clock.GetUtcNow();
        var short200 = Path.GetFileName(name.Trim()) is { Length: > 0 } file ? file : "manifest";
        var look = new ManifestLook(
            [.. judged.Faults.Take(ManifestLook.MostFaults)], judged.Ignored, Count(judged.Rows.Select(r => r.Model)), Count(judged.Rows.Select(r => sites.Find(tenant, r.SiteId) is { } s ? sites.NameOf(tenant, s.Path) : "")),
            [.. judged.Rows.Take(Shown)]);
        return new Manifest
        {
            Id = Guid.CreateVersion7(now), TenantId = tenant, SitePath = Above(tenant, judged.Rows), Name = short200.Length <= 200 ? short200 : short200[..200], BroughtBy = caller.Actor.Name,
            BroughtAt = now, Rows = judged.Rows.Count, Faulty = judged.Faulty, Look = Manifest.Pack(look),
        };
    }

    private static List<ManifestCount> Count(IEnumerable<string> words) =>
        [.. words.GroupBy(w => w, StringComparer.Ordinal).Select(g => new ManifestCount(g.Key, g.Count())).OrderByDescending(c => c.Count).ThenBy(c => c.What, StringComparer.Ordinal).Take(Shown)];

    // The lowest node above all of its devices. Without any it is where whoever brought it may be sure to see it.
    private string Above(Guid tenant, IReadOnlyList<ManifestRow> rows)
    {
        var paths = rows.Select(r => r.SiteId).Distinct().Select(s => sites.Find(tenant, s)?.Path ?? sites.Root(tenant).Path).ToList();
        if (paths.Count == 0) return caller.Actor.Grants.Where(g => ProvisioningPermissions.Register.IsHeldBy(g.Role)).Select(g => g.Path).MinBy(p => p.Length) ?? sites.Root(tenant).Path;
        var common = paths[0];
        foreach (var path in paths)
            while (!path.StartsWith(common, StringComparison.Ordinal)) common = common[..(common.TrimEnd('/').LastIndexOf('/') + 1)];
        return common;
    }
}
