using System.Globalization;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Sites;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Telemetry.Plans;

/// <summary>What is done on the plan: upload, choose, place, nudge, take off.</summary>
public partial class FloorPlanPanel
{
    private static readonly double[] _zooms = [1, 1.5, 2, 3, 4];
    private ReadPlan.Row? _row;
    private ElementReference _sheet;
    private Problem? _refused;
    private Guid? _chosen;
    private (double X, double Y)? _at;
    private int _zoom;
    private bool _editing;
    private bool _uploading;
    private bool _removing;

    [Inject] private ReadPlan Plans { get; set; } = null!;

    [Inject] private UploadPlan Upload { get; set; } = null!;

    [Inject] private RemovePlan Remove { get; set; } = null!;

    [Inject] private PlaceDevice Place { get; set; } = null!;

    [Inject] private Caller Caller { get; set; } = null!;

    [Inject] private IJSRuntime Js { get; set; } = null!;

    /// <summary>The site.</summary>
    [Parameter] public Guid Subject { get; set; }

    protected override string? Topic => Caller.Actor.TenantId is { } tenant ? TelemetryTopics.Ingest(tenant) : null;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(10);

    private string Chosen => SiteMatrixPanel.ChosenIn(Navigation);

    private double Zoom => _zooms[_zoom];

    protected override async Task LoadAsync(CancellationToken ct)
    {
        var read = await Plans.RunAsync(Subject, Chosen, ct);
        if (read.Succeeded) _row = read.Value;
        else Refuse(read.Problem);
    }

    private void Toggle() => (_editing, _chosen, _at, _refused) = (!_editing, null, null, null);

    private void Pick(ReadPlan.Mark mark) => (_chosen, _at) = (mark.Id, (mark.X, mark.Y));

    private void Choose(ChangeEventArgs e)
    {
        _chosen = Guid.TryParse(e.Value?.ToString(), out var id) ? id : null;
        _at = _row!.Marks.FirstOrDefault(m => m.Id == _chosen) is { } mark ? (mark.X, mark.Y) : null;
    }

    private async Task UploadAsync(InputFileChangeEventArgs e)
    {
        (_uploading, _refused) = (true, null);
        try
        {
            if (e.File.Size > PlanFile.MostBytes)
            {
                _refused = TelemetryProblems.PlanTooBig(PlanFile.MostBytes / 1024 / 1024);
                return;
            }

            using var content = new MemoryStream((int)e.File.Size);
            await using (var file = e.File.OpenReadStream(PlanFile.MostBytes, Ct)) await file.CopyToAsync(content, Ct);
            await AfterAsync(await Upload.RunAsync(new(Subject, e.File.Name, content.ToArray()), Ct));
        }
        finally
        {
            _uploading = false;
        }
    }

    private async Task RemoveAsync()
    {
        _removing = false;
        await AfterAsync(await Remove.RunAsync(Subject, Ct));
    }

    private async Task PlaceAsync(MouseEventArgs e)
    {
        if (!_editing || _chosen is null) return;
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "./_content/IoTConsole.Infrastructure/plan.js");
        var point = await module.InvokeAsync<double[]>("share", _sheet, e.ClientX, e.ClientY);
        if (point is [var x, var y]) await PutAsync((x, y));
    }

    private async Task NudgeAsync(KeyboardEventArgs e)
    {
        if (!_editing || _chosen is null) return;
        var step = e.ShiftKey ? 0.001 : 0.01;
        var (x, y) = e.Key switch { "ArrowLeft" => (-step, 0.0), "ArrowRight" => (step, 0), "ArrowUp" => (0, -step), "ArrowDown" => (0, step), _ => (0, 0) };
        if (e.Key == "Enter" && _at is null) await PutAsync((0.5, 0.5));
        else if ((x, y) != (0, 0)) await PutAsync(_at is { } at ? (at.X + x, at.Y + y) : (0.5, 0.5));
    }

    private async Task MoveToAsync(ChangeEventArgs e, bool across)
    {
        if (!double.TryParse(e.Value?.ToString(), CultureInfo.InvariantCulture, out var percent)) return;
        var (x, y) = _at ?? (0.5, 0.5);
        await PutAsync(across ? (percent / 100, y) : (x, percent / 100));
    }

    private async Task PutAsync((double X, double Y) at)
    {
        if (_chosen is not { } device) return;
        _at = (Math.Clamp(at.X, 0, 1), Math.Clamp(at.Y, 0, 1));
        await AfterAsync(await Place.RunAsync(new(Subject, device, _at), Ct));
    }

    private async Task TakeOffAsync()
    {
        if (_chosen is not { } device) return;
        _at = null;
        await AfterAsync(await Place.RunAsync(new(Subject, device, null), Ct));
    }

    private async Task AfterAsync(Result<Done> done)
    {
        _refused = done.Succeeded ? null : done.Problem;
        await ReloadAsync();
    }

    private (double X, double Y) PlaceOf(ReadPlan.Mark mark) => mark.Id == _chosen && _at is { } moved ? moved : (mark.X, mark.Y);

    private string SheetStyle(ReadPlan.Sheet plan) => string.Create(CultureInfo.InvariantCulture, $"width:{100 * Zoom:0}%;aspect-ratio:{plan.Width:0.###}/{plan.Height:0.###}");

    private static string PlaceStyle((double X, double Y) at) => string.Create(CultureInfo.InvariantCulture, $"left:{100 * at.X:0.##}%;top:{100 * at.Y:0.##}%");

    private static string? Share(double? share) => share?.ToString("0.##%", CultureInfo.InvariantCulture).TrimEnd('%');

    private string TitleOf(ReadPlan.Mark mark) => mark.At is { } at ? $"{mark.Name}, {T(Statuses.Of(mark.State.ToString()).Words)}, {Figures.Age(Clock.GetUtcNow() - at)}" : $"{mark.Name}, {T(Statuses.Of(mark.State.ToString()).Words)}";
}
