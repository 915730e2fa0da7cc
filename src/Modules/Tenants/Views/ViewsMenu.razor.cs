using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Components;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Tenants.Views;

public partial class ViewsMenu
{
    private IReadOnlyList<ListViews.Row>? _views;
    private ListViews.Row? _edited;
    private ListViews.Row? _removing;
    private Problem? _problem;
    private bool _naming;
    private string _name = "";
    private string _role = "";

    [Parameter] public Guid Subject { get; set; }

    protected override string? Topic => SaveView.TopicOf(Caller.Actor.TenantId);

    private string PageName => Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0].Trim('/');

    private ListViews.Row? Current => Guid.TryParse(Navigation.FromQuery("view"), out var id) ? _views?.FirstOrDefault(v => v.Id == id) : null;

    private bool IsChanged => Current is { } view && ViewRules.QueryOf(Navigation.Uri) != view.Query;

    private bool MayShare => Caller.Actor.Can(TenantsPermissions.ViewsShare);

    protected override async Task LoadAsync(CancellationToken ct)
    {
        var first = _views is null;
        _views = Take(await List.RunAsync(PageName, ct)) ?? _views;

        // Only a page that was opened without any wish opens in the view of one's own; "Everything" asks for view=all.
        if (first && ViewRules.QueryOf(Navigation.Uri).Length == 0 && !Navigation.Uri.Contains('?', StringComparison.Ordinal) && _views?.FirstOrDefault(v => v.IsDefault) is { } mine)
            Navigation.NavigateTo(ViewRules.AddressOf(mine), replace: true);
    }

    private static string NoteOf(ListViews.Row view) => view.SharedWith is { } role ? view.Own ? T("Shared: {0}", RoleWords.Of(role)) : T("By {0}", view.Owner) : "";

    private void New() => (_naming, _edited, _problem, _name, _role) = (true, null, null, "", "");

    private void Edit(ListViews.Row view) => (_naming, _edited, _problem, _name, _role) = (true, view, null, view.Name, view.SharedWith?.ToString() ?? "");

    private async Task SaveAsync()
    {
        Role? role = Enum.TryParse<Role>(_role, out var chosen) ? chosen : null;
        var saved = await Save.RunAsync(new(_edited?.Id, PageName, _name, _edited?.Query ?? Navigation.Uri, role), Ct);
        _problem = saved.Problem;
        if (!saved.Succeeded) return;
        _naming = false;
        await ReloadAsync();
        if (_edited is null) Navigation.NavigateTo(Navigation.With(("view", saved.Value), ("page", Navigation.FromQuery("page"))), replace: true);
    }

    private async Task OverwriteAsync(ListViews.Row view)
    {
        Take(await Save.RunAsync(new(view.Id, view.Page, view.Name, Navigation.Uri, view.SharedWith), Ct));
        await ReloadAsync();
    }

    private async Task ChooseAsync(ListViews.Row view)
    {
        await Choose.RunAsync(new(view.Page, view.IsDefault ? null : view.Id), Ct);
        await ReloadAsync();
    }

    private async Task RemoveAsync()
    {
        if (_removing is not { } view) return;
        _problem = (await Remove.RunAsync(view.Id, Ct)).Problem;
        if (_problem is not null) return;
        _removing = null;
        await ReloadAsync();
    }
}
