using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace IoTConsole.Infrastructure.Ui;

/// <summary>Hands what is to be drawn to the browser, which owns the pixels: resizing, crosshair and theme need no round trip.</summary>
public partial class TimeChart
{
    private ElementReference _frame;
    private IJSObjectReference? _module;
    private IJSObjectReference? _chart;
    private bool _stale = true;
    private bool _gone;

    [Inject] private IJSRuntime Js { get; set; } = null!;

    [Parameter, EditorRequired] public IReadOnlyList<ChartSeries> Series { get; set; } = [];

    [Parameter, EditorRequired] public string Label { get; set; } = "";

    /// <summary>The left edge; the first point when null.</summary>
    [Parameter] public DateTimeOffset? From { get; set; }

    /// <summary>The right edge; the last point when null.</summary>
    [Parameter] public DateTimeOffset? To { get; set; }

    /// <summary>IANA zone of the axis; UTC when null.</summary>
    [Parameter] public string? Zone { get; set; }

    /// <summary>Longer between two points is a gap, and drawn as one. Null: three times the usual step.</summary>
    [Parameter] public TimeSpan? GapAfter { get; set; }

    /// <summary>In px, all lanes together.</summary>
    [Parameter] public int Height { get; set; } = 240;

    [Parameter] public IReadOnlyList<ChartMark> Marks { get; set; } = [];

    [Parameter] public string Empty { get; set; } = "Nothing was reported in this time.";

    [Parameter] public string? Hint { get; set; }

    private bool HasPoints => Series.Any(s => s.Points.Any(p => p.Value is not null));

    private string Spoken => $"{Label}. {string.Join("; ", Series.Select(s => $"{s.Name}: {s.Points.Count} points"))}. Use the arrow keys to read values, or the table below.";

    protected override void OnParametersSet() => _stale = true;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_stale || !HasPoints || _gone) return;
        _stale = false;
        try
        {
            _module ??= await Js.InvokeAsync<IJSObjectReference>("import", "./_content/IoTConsole.Infrastructure/chart.js");
            if (_chart is null) _chart = await _module.InvokeAsync<IJSObjectReference>("draw", _frame, Drawing());
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

        GC.SuppressFinalize(this);
    }

    private object Drawing() => new
    {
        zone = Zone ?? "UTC",
        from = From?.ToUnixTimeMilliseconds(),
        to = To?.ToUnixTimeMilliseconds(),
        gap = GapAfter?.TotalMilliseconds,
        marks = Marks.Select(m => new { at = m.At.ToUnixTimeMilliseconds(), words = m.Words }),
        series = Series.Select(s => new
        {
            name = s.Name,
            unit = s.Unit,
            steps = s.Steps,
            t = s.Points.Select(p => p.At.ToUnixTimeMilliseconds()),
            v = s.Points.Select(p => p.Value),
            lo = s.Points.Any(p => p.Min is not null) ? s.Points.Select(p => p.Min) : null,
            hi = s.Points.Any(p => p.Max is not null) ? s.Points.Select(p => p.Max) : null,
        }),
    };
}
