using IoTConsole.Infrastructure.Ui;
using IoTConsole.Infrastructure.Ui.Grid;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Fleet;
using IoTConsole.Provisioning.Lifecycle;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Devices;

public partial class DevicesPage
{
    // What can be filtered by changes seldom; counting it is more work than the page itself.
    private static readonly TimeSpan _wordsLast = TimeSpan.FromSeconds(10);
    private static readonly string[] _narrowing = ["state", "health", "unheard", "model", "tag", "gateway", "site", "power", "is"];
    private readonly IReadOnlyList<(string, string)> _healths = Enum.GetValues<HealthState>().Select(h => (Statuses.KeyOf(h.ToString()), LifecycleWords.Of(h))).ToList();
    private IReadOnlyList<GridColumn<ListDevices.Row>> _columns = DeviceColumns.Of([]);
    private ListDevices.Rows? _rows;
    private ListDeviceWords.Words? _words;
    private long _wordsAt;
    private string? _wordsScope;
    private string _asked = "";
    private string _filter = "";
    private int _size = 50;
    private bool _registering;

    protected override string? Topic => $"devices:{Caller.Actor.TenantId}";

    // Health and values move without anybody announcing it to this page.
    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(5);

    private static IReadOnlyList<(string, string)> Silences => [("15m", T("15 minutes")), ("2h", T("2 hours")), ("1d", T("1 day")), ("7d", T("7 days"))];

    private bool IsNarrowed => _narrowing.Append("q").Any(n => Navigation.FromQuery(n) is not null);

    private string ExportWords => IsNarrowed ? T("Devices: {0}", Uri.UnescapeDataString(DeviceFilter.OfPage(Navigation.Uri).Text.Replace('&', ' '))) : T("Devices");

    private bool MayRegister => Caller.Actor.Can(ProvisioningPermissions.Register);

    protected override async Task LoadAsync(CancellationToken ct)
    {
        await LoadWordsAsync(ct);
        var (filter, sort, page, size) = (DeviceFilter.OfPage(Navigation.Uri), Navigation.FromQuery("sort"), Pager.PageOf(Navigation), GridLook.SizeOf(Navigation));
        var order = DeviceOrder.Parse(sort);
        var rows = Take(await Devices.RunAsync(new(filter, order, (page - 1) * size, size, MetricsShown()), ct));
        if (rows is null) return;
        (_rows, _size) = (rows, size);
        _filter = filter.And(("scope", Caller.NarrowedSite)).Text;
        _asked = $"{_filter} {sort} {page} {size}";
    }

    private async Task LoadWordsAsync(CancellationToken ct)
    {
        if (_words is not null && _wordsScope == Caller.Narrowed && Clock.GetElapsedTime(_wordsAt) < _wordsLast) return;
        _words = Take(await AllWords.RunAsync(ct)) ?? _words;
        (_wordsAt, _wordsScope) = (Clock.GetTimestamp(), Caller.Narrowed);
        _columns = DeviceColumns.Of(_words?.Metrics ?? []);
    }

    private List<string> MetricsShown() => (GridLook.ChosenOf(Navigation) ?? [])
        .Where(c => c.StartsWith(DeviceOrder.OfValue, StringComparison.Ordinal)).Select(c => c[DeviceOrder.OfValue.Length..]).ToList();
}
