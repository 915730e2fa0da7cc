using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Infrastructure.Ui;

/// <summary>
/// Hands what is to be drawn to the browser, which owns the pixels: crosshair, zoom and theme need no round trip. A page that gives
/// <see cref="OnRange"/> is asked anew when somebody zooms, one that gives <see cref="OnWidth"/> learns how many points there is room for.
/// </summary>
public partial class TimeChart
{
    private readonly string _menu = "chart-" + Guid.CreateVersion7().ToString("N")[20..];
    private readonly HashSet<string> _hidden = [];
    private List<Line> _lines = [];
    private List<List<string>> _lanes = [];
    private ElementReference _frame;
    private IJSObjectReference? _module;
    private IJSObjectReference? _chart;
    private DotNetObjectReference<TimeChart>? _self;
    private (object? Series, object? Marks, DateTimeOffset? From, DateTimeOffset? To, string? Zone, int Hidden, ChartLanes Lanes) _sent;
    private int _revision;
    private int _width;
    private bool _table;
    private bool _gone;

    [Inject] private IJSRuntime Js { get; set; } = null!;

    [Inject] private PageKeys KeysKnown { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    [Parameter, EditorRequired] public IReadOnlyList<ChartSeries> Series { get; set; } = [];

    /// <summary>What it shows; title of the picture and name of the files.</summary>
    [Parameter, EditorRequired] public string Label { get; set; } = "";

    /// <summary>The left edge; the first point when null.</summary>
    [Parameter] public DateTimeOffset? From { get; set; }

    /// <summary>The right edge; the last point when null.</summary>
    [Parameter] public DateTimeOffset? To { get; set; }

    /// <summary>IANA zone of the axis; UTC when null.</summary>
    [Parameter] public string? Zone { get; set; }

    /// <summary>For series that say none of their own. Null: three times the usual step.</summary>
    [Parameter] public TimeSpan? GapAfter { get; set; }

    /// <summary>In px, of a chart with one lane.</summary>
    [Parameter] public int Height { get; set; } = 280;

    [Parameter] public IReadOnlyList<ChartMark> Marks { get; set; } = [];

    [Parameter] public ChartLanes Lanes { get; set; }

    /// <summary>Charts of one group zoom together; all charts of a page share the crosshair.</summary>
    [Parameter] public string Group { get; set; } = "page";

    [Parameter] public string? Empty { get; set; }

    [Parameter] public string? Hint { get; set; }

    /// <summary>What the points are, below the chart and in the picture: "Mean of 5 min each".</summary>
    [Parameter] public string? Note { get; set; }

    [Parameter] public DateTimeOffset? AsOf { get; set; }

    /// <summary>Nothing is known yet.</summary>
    [Parameter] public bool Waiting { get; set; }

    /// <summary>Somebody zoomed or panned to this range; null is back to the one they chose. Without it the chart is still.</summary>
    [Parameter] public EventCallback<ChartSpan?> OnRange { get; set; }

    /// <summary>Pixels there are for points: told once before anything is drawn, and when the size changed.</summary>
    [Parameter] public EventCallback<int> OnWidth { get; set; }

    /// <summary>Every reading of the range was asked for, as a file.</summary>
    [Parameter] public EventCallback OnExport { get; set; }

    private sealed record Line(ChartSeries Series, int Tone, int Lane, int Axis, bool Ghost, bool Hidden);

    private bool HasPoints => Series.Any(s => s.Points.Any(p => p.Value is not null));

    private HashSet<string> Kinds => Series.SelectMany(s => s.Flaws).Select(f => f.Kind).ToHashSet();

    private int TotalHeight => _lanes.Count <= 1 ? Height : 66 + (_lanes.Count * Math.Max(110, (Height - 66) * 3 / 4)) + ((_lanes.Count - 1) * 36);

    private string Spoken => string.Join(' ', [
        $"{Label}. {string.Join("; ", Series.Select(s => T("{0}: {1} points", s.Name, s.Points.Count)))}.",
        T("Use the arrow keys to read values, or show it as a table."), OnRange.HasDelegate ? T("Plus and minus zoom, Shift with the arrows moves in time, 0 goes back.") : ""]).TrimEnd();

    /// <summary>The browser's word that somebody zoomed or panned; milliseconds since 1970, twice 0 for back.</summary>
    [JSInvokable]
    public Task AskedAsync(long from, long to) => InvokeAsync(() => OnRange.InvokeAsync(
        from == 0 && to == 0 ? null : new ChartSpan(DateTimeOffset.FromUnixTimeMilliseconds(from), DateTimeOffset.FromUnixTimeMilliseconds(to))));

    /// <summary>The browser's word that there is another number of pixels now.</summary>
    [JSInvokable]
    public Task SizedAsync(int width) => width < 1 || Math.Abs(width - _width) < 8 ? Task.CompletedTask : InvokeAsync(() => OnWidth.InvokeAsync(_width = width));

    protected override void OnInitialized()
    {
        KeysKnown.Offer(this, [
            new("← →", T("In a chart: the value before, the next one")), new("Home End", T("In a chart: the first and the last value")),
            .. OnRange.HasDelegate
                ? (KeyHint[])[new("+ -", T("In a chart: zoom in and out")), new("Shift ← →", T("In a chart: earlier and later")), new("0", T("In a chart: back to the whole range"))]
                : []]);
    }

    protected override void OnParametersSet()
    {
        var units = Series.Where(s => s.GhostOf is null).Select(s => s.Unit ?? "").Distinct().ToList();
        var own = Series.Where(s => s.GhostOf is null).ToList();
        _lanes = Lanes switch
        {
            ChartLanes.EachSeries => own.ConvertAll(s => new List<string> { s.Unit ?? "" }),
            ChartLanes.EachUnit => units.ConvertAll(u => new List<string> { u }),
            _ => units.Chunk(2).Select(u => u.ToList()).ToList(),
        };
        _lines = Series.Select(s =>
        {
            var tone = Math.Max(0, own.FindIndex(o => o.Id == (s.GhostOf ?? s.Id)));
            var lane = Lanes == ChartLanes.EachSeries ? tone : Math.Max(0, _lanes.FindIndex(l => l.Contains(s.Unit ?? "")));
            return new Line(s, tone, lane, _lanes.Count == 0 ? 0 : Math.Max(0, _lanes[lane].IndexOf(s.Unit ?? "")), s.GhostOf is not null, _hidden.Contains(s.Id));
        }).ToList();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var now = (Series, Marks, From, To, Zone, _hidden.Count == 0 ? 0 : _hidden.Order(StringComparer.Ordinal).Aggregate(17, HashCode.Combine), Lanes);
        if (_gone || (!firstRender && (Waiting || _sent == now))) return;
        try
        {
            _module ??= await Js.InvokeAsync<IJSObjectReference>("import", "./_content/IoTConsole.Infrastructure/chart.js");
            if (firstRender && OnWidth.HasDelegate)
            {
                var width = await _module.InvokeAsync<int>("measure", _frame);
                await OnWidth.InvokeAsync(_width = width > 0 ? width : 600);
            }

            if (Waiting || _gone || _sent == now) return;
            _sent = now;
            _revision++;
            _self ??= DotNetObjectReference.Create(this);
            if (_chart is null) _chart = await _module.InvokeAsync<IJSObjectReference>("draw", _frame, Drawing(), _self);
            else await _chart.InvokeVoidAsync("update", Drawing());
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The browser left while it was being drawn for.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _gone = true;
        KeysKnown.Forget(this);
        try
        {
            if (_chart is not null)
            {
                await _chart.InvokeVoidAsync("dispose");
                await _chart.DisposeAsync();
            }

            if (_module is not null) await _module.DisposeAsync();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // Nothing is left to clean up.
        }

        _self?.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Toggle(ChartSeries series)
    {
        if (!_hidden.Remove(series.Id)) _hidden.Add(series.Id);
        OnParametersSet();
    }
}
