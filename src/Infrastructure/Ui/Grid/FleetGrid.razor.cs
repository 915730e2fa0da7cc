using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Infrastructure.Ui.Grid;

public partial class FleetGrid<TRow> : IDisposable
{
    private readonly HeldRows<TRow> _rows = new();
    private readonly Choosing _choosing = new();
    private bool _pointer;
    private bool _focus;
    private bool _quiet;
    private string? _chosenFrom;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private PageTroubles Troubles { get; set; } = null!;

    /// <summary>One page of rows; null while they are read.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<TRow>? Of { get; set; }

    /// <summary>What <see cref="Of"/> answers: filter, order and page. Rows of another question are shown at once, those of the same wait while a hand is in the list.</summary>
    [Parameter, EditorRequired] public string Asked { get; set; } = "";

    /// <summary>The filter alone, as the address says it; another one takes the selection away.</summary>
    [Parameter] public string Filter { get; set; } = "";

    [Parameter, EditorRequired] public int? Total { get; set; }

    [Parameter] public int PageSize { get; set; } = 50;

    /// <summary>What the list lists, for those who do not see it.</summary>
    [Parameter, EditorRequired] public string Label { get; set; } = "";

    /// <summary>Every column there is; the first fixed one holds the link.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<GridColumn<TRow>> Columns { get; set; } = [];

    [Parameter, EditorRequired] public Func<TRow, Guid> KeyOf { get; set; } = null!;

    /// <summary>What a row is called, for those who do not see it.</summary>
    [Parameter, EditorRequired] public Func<TRow, string> NameOf { get; set; } = null!;

    /// <summary>Where a row leads when there are no <see cref="Details"/>.</summary>
    [Parameter] public Func<Guid, string>? Href { get; set; }

    /// <summary>What the drawer on the right says of a row, which need not be on this page of the list.</summary>
    [Parameter] public RenderFragment<Guid>? Details { get; set; }

    /// <summary>What can be done to a selection. Without it there are no boxes to tick.</summary>
    [Parameter] public RenderFragment<Selection>? BulkBar { get; set; }

    /// <summary>Before the switch for columns: views, export.</summary>
    [Parameter] public RenderFragment? Tools { get; set; }

    [Parameter] public string? DefaultSort { get; set; }

    [Parameter] public string Empty { get; set; } = "";

    [Parameter] public string? Hint { get; set; }

    [Parameter] public RenderFragment? EmptyContent { get; set; }

    private IReadOnlyList<GridOffer> Offers => [.. Columns.Where(c => !c.Fixed).Select(c => new GridOffer(c.Key, c.Title, c.Group, c.Standard, c.Sort)), .. Columns.Where(c => c is { Fixed: true, Sort: not null }).Select(c => new GridOffer(c.Key, c.Title, c.Group, false, c.Sort) { Fixed = true })];

    private IReadOnlyList<string> Chosen => GridLook.ChosenOf(Navigation) ?? [.. Columns.Where(c => c is { Standard: true, Fixed: false }).Select(c => c.Key)];

    private IEnumerable<GridColumn<TRow>> Shown =>
        Columns.Where(c => c.Fixed).Concat(Chosen.Select(key => Columns.FirstOrDefault(c => c.Key == key && !c.Fixed)).OfType<GridColumn<TRow>>());

    private string? DensityClass => GridLook.DensityOf(Navigation) is { } density ? $"density-{density}" : null;

    private Guid? OpenId => Details is not null && Guid.TryParse(Navigation.FromQuery("open"), out var id) ? id : null;

    private IReadOnlyList<Guid> ShownIds => [.. _rows.Shown.Select(KeyOf)];

    private bool PageChosen => _rows.Shown.Count > 0 && _rows.Shown.All(r => _choosing.Has(KeyOf(r)));

    private bool SomeChosen => !PageChosen && _rows.Shown.Any(r => _choosing.Has(KeyOf(r)));

    private int Count => _choosing.All ? Total ?? 0 : _choosing.Ids.Count;

    private string CountWords => _choosing.All ? T("All {0} matching selected", Figures.Whole(Count)) : T("{0} selected", Figures.Whole(Count));

    private Selection Selected => new(_choosing.All ? [] : [.. _choosing.Ids], _choosing.All, Filter, Count) { Clear = () => _ = InvokeAsync(ClearAndShow) };

    private IReadOnlyList<KeyHint> KeyHints => BulkBar is null ? [] :
        [new("Space", T("Tick the row")), new("Shift Space", T("Tick everything from the last ticked row")), new("Shift A", T("Select all that match")), new("b", T("What to do with the selection")),
            new("Enter", T("Details beside the list; j and k go on with them"))];

    protected override void OnInitialized() => Navigation.LocationChanged += Moved;

    protected override void OnParametersSet()
    {
        _quiet = false;
        if (_chosenFrom != Filter) _choosing.Clear();
        _chosenFrom = Filter;
        if (Of is not null) _rows.Take(Of, Asked, _pointer || _focus, KeyOf);
    }

    // Coming and going draws nothing unless rows waited for it.
    protected override bool ShouldRender()
    {
        var quiet = _quiet;
        _quiet = false;
        return !quiet;
    }

    public void Dispose()
    {
        Navigation.LocationChanged -= Moved;
        GC.SuppressFinalize(this);
    }

    private void Moved(object? sender, LocationChangedEventArgs where) => _ = InvokeAsync(() =>
    {
        _quiet = false;
        StateHasChanged();
    });

    private void Hold(bool? pointer = null, bool? focus = null)
    {
        (_pointer, _focus) = (pointer ?? _pointer, focus ?? _focus);
        _quiet = true;
        if (_pointer || _focus || _rows.Waiting == 0) return;
        _quiet = false;
        _rows.Settle();
    }

    private void Settle() => _rows.Settle();

    private void Turn(Guid id, bool range) => _choosing.Turn(id, range, ShownIds);

    private void TurnPage() => _choosing.TurnPage(ShownIds);

    private void ChooseAll() => _choosing.ChooseAll();

    private void ClearSelection() => _choosing.Clear();

    private void ClearAndShow()
    {
        _choosing.Clear();
        _quiet = false;
        StateHasChanged();
    }

    private string Door(Guid id) => Details is null ? Href?.Invoke(id) ?? "" : Navigation.With(("open", id), ("page", Navigation.FromQuery("page")));

    private void Close() => Navigation.NavigateTo(Navigation.With(("open", null), ("page", Navigation.FromQuery("page"))), replace: true);

    private static string CellClass(GridColumn<TRow> column) => string.Join(' ', new[]
    {
        column.Number ? "num" : null, column.Fixed ? "cell-name" : column.Phone switch { PhonePlace.Beside => "cell-beside", PhonePlace.Hidden => "cell-hidden", _ => "cell-below" },
    }.OfType<string>());
}
