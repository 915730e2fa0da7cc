using System.Globalization;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Tenants.Contracts;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Manifests;

/// <summary>Judges the rows of a manifest for whoever brought it. Each fault has its line and column; a row with a fault is left out and the others stay.</summary>
internal sealed class ManifestCheck(Caller caller, ISiteDirectory sites, IDeviceDirectory directory)
{
    private static readonly BulkReason _missing = new("provisioning.manifest-missing", Key("Is missing."));
    private static readonly BulkReason _long = new("provisioning.manifest-long", Key("Is longer than 100 characters."));
    private static readonly BulkReason _form = new("provisioning.manifest-device-id", Key("Is no device id: 1 to 64 letters, digits, dots, hyphens, underscores and colons."));
    private static readonly BulkReason _taken = new("provisioning.manifest-taken", Key("Is registered already."));
    private static readonly BulkReason _noPlace = new("provisioning.manifest-no-place", Key("No such place. Write the names from the top with slashes between, as in “Harbour House/Floor 1”."));
    private static readonly BulkReason _twoPlaces = new("provisioning.manifest-two-places", Key("More than one place is called so."));
    private static readonly BulkReason _notAllowed = new("provisioning.manifest-not-allowed", Key("Your role does not let you register devices there."));
    private static readonly BulkReason _power = new("provisioning.manifest-power", Key("Is not mains, battery or harvesting."));
    private static readonly BulkReason _interval = new("provisioning.manifest-interval", Key("Is not a number of seconds from 1 to 604,800."));
    private static readonly BulkReason _yesOrNo = new("provisioning.manifest-yes-or-no", Key("Is not yes or no."));
    private static readonly BulkReason _noGateway = new("provisioning.manifest-no-gateway", Key("Is no gateway, neither here nor in a good row of this file."));
    private static readonly BulkReason _behind = new("provisioning.manifest-behind", Key("A gateway stands behind no other gateway."));
    private static readonly BulkReason _tags = new("provisioning.manifest-tags", Key("At most 20 tags of 1 to 40 characters, with semicolons between."));
    private readonly Dictionary<string, (SiteNode? Site, BulkReason? Fault)> _places = new(StringComparer.OrdinalIgnoreCase);
    private ILookup<string, SiteNode> _byName = Array.Empty<SiteNode>().ToLookup(_ => "");

    /// <param name="Faulty">Rows with at least one fault.</param>
    internal sealed record Answer(IReadOnlyList<ManifestRow> Rows, IReadOnlyList<ManifestFault> Faults, int Faulty, IReadOnlyList<string> Ignored);

    /// <param name="usual">Where rows stand that name no place; null when each has to.</param>
    public Answer Judge(ManifestTable table, Guid tenant, SiteNode? usual)
    {
        _byName = sites.Below(tenant, sites.Root(tenant).Path).ToLookup(n => Normal(sites.Trail(tenant, n.Path).Skip(1).Select(t => t.Name)), StringComparer.OrdinalIgnoreCase);
        var columns = ManifestColumns.Of(table.Columns);
        var (good, faults, seen, faulty) = (new List<ManifestRow>(table.Rows.Count), new List<ManifestFault>(), new Dictionary<string, int>(table.Rows.Count, StringComparer.Ordinal), 0);
        foreach (var row in table.Rows)
        {
            var before = faults.Count;
            var reader = new ManifestColumns.Reader(columns, row, faults);
            if (Read(reader, tenant, usual, seen) is { } made && faults.Count == before) good.Add(made);
            else faulty++;
        }

        faulty += DropLost(good, faults, columns, tenant);
        var rows = good.OrderByDescending(r => r.IsGateway).Select((r, i) => r with { Number = i + 1 }).ToList();
        return new Answer(rows, [.. faults.OrderBy(f => f.Line)], faulty, columns.Ignored);
    }

    private ManifestRow? Read(ManifestColumns.Reader row, Guid tenant, SiteNode? usual, Dictionary<string, int> seen)
    {
        if (row.IsBroken()) return null;
        var serial = row.Text(ManifestColumns.Serial);
        if (serial.Length == 0) row.Fault(ManifestColumns.Serial, _missing);
        var idColumn = row.Text(ManifestColumns.DeviceId).Length > 0 ? ManifestColumns.DeviceId : ManifestColumns.Serial;
        var deviceId = row.Text(idColumn);
        if (deviceId.Length > 0 && !DeviceRules.IsDeviceId(deviceId)) row.Fault(idColumn, _form);
        else if (deviceId.Length > 0 && !seen.TryAdd(deviceId, row.Line)) row.Fault(idColumn, new("provisioning.manifest-twice", Key("Stands in line {0} already."), seen[deviceId].ToString(CultureInfo.InvariantCulture)));
        else if (directory.FindByDeviceId(deviceId) is not null) row.Fault(idColumn, _taken);
        if (row.Text(ManifestColumns.Model).Length == 0) row.Fault(ManifestColumns.Model, _missing);
        foreach (var words in new[] { ManifestColumns.Serial, ManifestColumns.Name, ManifestColumns.Model, ManifestColumns.Manufacturer, ManifestColumns.Revision })
            if (row.Text(words).Length > DeviceRules.LongestName) row.Fault(words, _long);
        var name = row.Text(ManifestColumns.Name);
        var isGateway = YesOrNo(row);
        var gateway = row.Text(ManifestColumns.Gateway);
        if (isGateway && gateway.Length > 0) row.Fault(ManifestColumns.Gateway, _behind);
        var site = Place(row, tenant, usual);
        var power = PowerSource.Mains;
        if (row.Text(ManifestColumns.Power) is { Length: > 0 } source && (!Enum.TryParse(source, ignoreCase: true, out power) || char.IsAsciiDigit(source[0]))) row.Fault(ManifestColumns.Power, _power);
        var seconds = 300;
        if (row.Text(ManifestColumns.Interval) is { Length: > 0 } interval
            && (!int.TryParse(interval, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) || DeviceRules.RefuseInterval(seconds) is not null)) row.Fault(ManifestColumns.Interval, _interval);
        var tags = row.Text(ManifestColumns.Tags).Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!TagText.IsValid(tags)) row.Fault(ManifestColumns.Tags, _tags);
        return site is null ? null : new ManifestRow(
            0, row.Line, deviceId, serial, name.Length > 0 ? name : deviceId, row.Text(ManifestColumns.Model), row.Text(ManifestColumns.Manufacturer), row.Text(ManifestColumns.Revision),
            power, site.Id, gateway.Length > 0 ? gateway : null, isGateway, tags, seconds);
    }

    // A child whose gateway is neither registered nor in a good row would hang in the air.
    private int DropLost(List<ManifestRow> good, List<ManifestFault> faults, ManifestColumns columns, Guid tenant)
    {
        var gateways = good.Where(r => r.IsGateway).Select(r => r.DeviceId).ToHashSet(StringComparer.Ordinal);
        return good.RemoveAll(r =>
        {
            if (r.Gateway is null || gateways.Contains(r.Gateway) || IsKnown(r.Gateway, tenant)) return false;
            faults.Add(new(r.Line, columns.NameOf(ManifestColumns.Gateway), r.Gateway, _noGateway));
            return true;
        });
    }

    private bool IsKnown(string gateway, Guid tenant) =>
        directory.FindByDeviceId(gateway) is { IsGateway: true } known && known.TenantId == tenant && caller.Reaches(tenant, known.SitePath);

    private static bool YesOrNo(ManifestColumns.Reader row)
    {
        switch (row.Text(ManifestColumns.IsGateway).ToLowerInvariant())
        {
            case "yes" or "true" or "1" or "x" or "ja":
                return true;
            case "" or "no" or "false" or "0" or "nein":
                return false;
            default:
                row.Fault(ManifestColumns.IsGateway, _yesOrNo);
                return false;
        }
    }

    private SiteNode? Place(ManifestColumns.Reader row, Guid tenant, SiteNode? usual)
    {
        var text = row.Text(ManifestColumns.Place);
        if (text.Length == 0 && usual is not null) return usual;
        if (text.Length == 0)
        {
            row.Fault(ManifestColumns.Place, _missing);
            return null;
        }

        if (!_places.TryGetValue(text, out var found)) _places[text] = found = Find(text, tenant);
        if (found.Fault is { } fault) row.Fault(ManifestColumns.Place, fault);
        return found.Site;
    }

    private (SiteNode?, BulkReason?) Find(string text, Guid tenant)
    {
        var named = Guid.TryParse(text, out var id) ? (sites.Find(tenant, id) is { } node ? [node] : []) : _byName[Normal(text.Split('/', '›', '>'))].ToList();
        var seen = named.Where(n => caller.Reaches(tenant, n.Path)).ToList();
        return seen switch
        {
            [] => (null, _noPlace),
            [var one] => caller.Actor.Can(ProvisioningPermissions.Register, one.Path) ? (one, null) : (null, _notAllowed),
            _ => (null, _twoPlaces),
        };
    }

    private static string Normal(IEnumerable<string> names) => string.Join('/', names.Select(n => n.Trim()));
}
