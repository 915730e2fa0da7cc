using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Tenants.Contracts;
using Microsoft.AspNetCore.Components;

namespace IoTConsole.Tenants.Sites;

public partial class SitePage
{
    private GetSite.Row? _site;
    private List<ListSites.Row>? _children;
    private List<Crumb> _trail = [];
    private int _below;
    private Ask _asked;
    private Problem? _refused;
    private Guid? _newParent;

    private enum Ask
    {
        None,
        Edit,
        Add,
        Move,
        Remove,
    }

    [Parameter] public Guid Id { get; set; }

    [Inject] private GetSite Get { get; set; } = null!;

    [Inject] private MoveSite Mover { get; set; } = null!;

    [Inject] private RemoveSite Remover { get; set; } = null!;

    [Inject] private ISiteDirectory Directory { get; set; } = null!;

    [Inject] private Caller Caller { get; set; } = null!;

    protected override string? Topic => Caller.IsEstablished ? $"sites:{Caller.Actor.TenantId}" : null;

    protected override async Task LoadAsync(CancellationToken ct)
    {
        _site = Take(await Get.RunAsync(Id, ct));
        if (_site is null) return;
        var tenant = Caller.Actor.TenantId!.Value;
        var below = Directory.Below(tenant, _site.Path);
        _below = below.Count - 1;
        _children = below.Where(n => n.ParentId == Id).Take(500)
            .Select(n => new ListSites.Row(n.Id, n.ParentId, n.Kind, n.Name, n.Path, n.TimeZone, n.Latitude, n.Longitude, 1, Directory.Below(tenant, n.Path).Count - 1))
            .ToList();

        // Nodes above the grants are named, as on any address label, but lead nowhere.
        _trail = Directory.Trail(tenant, _site.Path).SkipLast(1)
            .Select(n => new Crumb(n.Name, Caller.Actor.Can(TenantsPermissions.SitesView, n.Path) ? Navigation.To($"/sites/{n.Id}") : null))
            .Prepend(new Crumb(Words.T("Sites"), Navigation.To("/sites"))).ToList();
    }

    private void Close(bool open)
    {
        if (open) return;
        (_asked, _refused, _newParent) = (Ask.None, null, null);
    }

    private async Task DoneAsync(Guid id)
    {
        Close(false);
        await ReloadAsync();
    }

    private async Task MoveAsync()
    {
        if (_newParent is not { } parent)
        {
            _refused = TenantsProblems.ChooseSite;
            return;
        }

        _refused = (await Mover.RunAsync(new(Id, _site!.Version, parent), Ct)).Problem;
        if (_refused is null) await DoneAsync(Id);
    }

    private async Task RemoveAsync()
    {
        var parent = _site!.ParentId;
        _refused = (await Remover.RunAsync(Id, Ct)).Problem;
        if (_refused is not null) return;
        Close(false);
        Navigation.NavigateTo(Navigation.To($"/sites/{parent}"));
    }
}
