using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Lifecycle;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;
using MudBlazor;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Manifests;

/// <summary>
/// Plans devices from the rows of a manifest, on the machinery of bulk runs: chunks that are done once or not at all, progress, stop, and what was skipped. The rows were
/// judged when the manifest was brought and are judged again when it is their turn.
/// </summary>
internal sealed class ImportDevices(Caller caller, ISiteDirectory sites, DeviceDirectory directory, TimeProvider clock) : IBulkVerb
{
    public const string Verb = "manifests.import";
    public const string Manifest = "manifest";
    public const string Name = "name";
    private static readonly BulkReason _taken = new("provisioning.manifest-taken", Key("Is registered already."));
    private static readonly BulkReason _noPlace = new("provisioning.manifest-place-gone", Key("Its place is gone since, or out of your reach."));
    private static readonly BulkReason _notAllowed = new("access.missing-permission", Key("Your role does not include this there."));
    private static readonly BulkReason _noGateway = new("provisioning.manifest-gateway-gone", Key("Its gateway is not registered."));

    public string Code => Verb;

    public string List => "manifests";

    public string Title => T("Import manifest");

    public string Icon => Icons.Material.Outlined.PlaylistAdd;

    public bool IsGrave => false;

    public bool CanBeUndone(BulkArguments asked) => false;

    public IReadOnlyList<Permission> OpenedBy => [ProvisioningPermissions.Register];

    public IReadOnlyList<BulkArgument> Arguments => [new(Manifest, "Id of a manifest; the filter is manifest={id}&rows={how many}."), new(Name, "What the run is called after.")];

    public Type Form => typeof(ImportForm);

    public static string FilterOf(Guid manifest, int rows) => FormattableString.Invariant($"manifest={manifest:N}&rows={rows}");

    public string Words(BulkArguments asked) => T("Import manifest {0}", asked[Name]);

    public Problem? Refuse(BulkArguments asked) => caller.Refuses(ProvisioningPermissions.Register) ?? (Guid.TryParseExact(asked[Manifest], "N", out _) ? null : ProvisioningProblems.NoManifest);

    public Result<IReadOnlyList<Guid>> Find(string filter)
    {
        var parts = filter.Split('&');
        if (parts is not [var manifest, var rows] || !manifest.StartsWith("manifest=", StringComparison.Ordinal) || !Guid.TryParseExact(manifest[9..], "N", out var id)
            || !rows.StartsWith("rows=", StringComparison.Ordinal) || !int.TryParse(rows.AsSpan(5), out var count) || count is < 1 or > Manifests.Manifest.Most) return ProvisioningProblems.NoManifest;
        return Result.Of<IReadOnlyList<Guid>>([.. Enumerable.Range(1, count).Select(n => Manifests.Manifest.IdOf(id, n))]);
    }

    public IReadOnlyList<Guid> Seen(IReadOnlyCollection<Guid> ids) => [.. ids.Distinct()];

    public BulkStep Look(BulkArguments asked, IReadOnlyList<Guid> ids) => new([.. ids.Select(id => new BulkChange(id, "", "", "", 0, ""))], []);

    public BulkStep LookBack(BulkArguments asked, IReadOnlyList<BulkMemory> changes) => throw new NotSupportedException("What was planned is decommissioned and not taken back.");

    public Task<BulkStep> UndoAsync(ConsoleDb db, BulkArguments asked, IReadOnlyList<BulkMemory> changes, CancellationToken ct) =>
        throw new NotSupportedException("What was planned is decommissioned and not taken back.");

    public async Task<BulkStep> DoAsync(ConsoleDb db, BulkArguments asked, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var rows = await RowsAsync(db, Guid.ParseExact(asked[Manifest], "N"), ids, ct);
        var names = rows.Values.Select(r => r.DeviceId).ToList();
        var taken = await db.Set<Device>().Where(d => names.Contains(d.DeviceId)).Select(d => d.DeviceId).ToHashSetAsync(StringComparer.Ordinal, ct);
        var (changes, skips, made, now) = (new List<BulkChange>(ids.Count), new List<BulkSkip>(), new Dictionary<string, Device>(StringComparer.Ordinal), clock.GetUtcNow());
        foreach (var id in ids)
        {
            var row = rows.GetValueOrDefault(id);
            var skip = row is null ? BulkReason.NotInSight : Plan(db, id, row, taken, made, now);
            if (skip is not null) skips.Add(new(id, row?.DeviceId ?? "", skip));
            else changes.Add(new(id, row!.Name, "", row.DeviceId, 1, ""));
        }

        db.AddRange(made.Values);
        db.AddRange(made.Values.Select(d => StateChange.Born(d, caller.Actor.Name, $"Manifest {asked[Name]}", now)));
        return new(changes, skips) { Stored = () => directory.PutAll([.. made.Values]) };
    }

    // The part's own filter knows the organisation only; the manifest's knows the place as well.
    private static async Task<Dictionary<Guid, ManifestRow>> RowsAsync(ConsoleDb db, Guid manifest, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (!await db.Set<Manifest>().AnyAsync(m => m.Id == manifest, ct)) return [];
        var parts = ids.Select(id => ((Manifests.Manifest.NumberOf(id) - 1) / ManifestPart.Size) + 1).Distinct().ToList();
        var packed = await db.Set<ManifestPart>().AsNoTracking().Where(p => p.ManifestId == manifest && parts.Contains(p.Number)).Select(p => p.Rows).ToListAsync(ct);
        return packed.SelectMany(Manifests.Manifest.Unpack<List<ManifestRow>>).ToDictionary(r => Manifests.Manifest.IdOf(manifest, r.Number));
    }

    // Null when it was added.
    private BulkReason? Plan(ConsoleDb db, Guid id, ManifestRow row, HashSet<string> taken, Dictionary<string, Device> made, DateTimeOffset now)
    {
        var tenant = caller.Actor.TenantId!.Value;
        if (taken.Contains(row.DeviceId) || directory.FindByDeviceId(row.DeviceId) is not null) return _taken;
        if (caller.FindSite(sites, tenant, row.SiteId) is not { } site) return _noPlace;
        if (!caller.Actor.Can(ProvisioningPermissions.Register, site.Path)) return _notAllowed;
        var device = Device.Plan(row.ToPlan(), site, now);
        device.Id = id;
        if (row.Gateway is { } gateway)
        {
            if (made.GetValueOrDefault(gateway) is { IsGateway: true } sibling) device.GatewayId = sibling.Id;
            else if (directory.FindByDeviceId(gateway) is { IsGateway: true } known && caller.Reaches(known.TenantId, known.SitePath)) device.GatewayId = known.Id;
            else return _noGateway;
        }

        made.Add(row.DeviceId, device);
        return null;
    }
}
