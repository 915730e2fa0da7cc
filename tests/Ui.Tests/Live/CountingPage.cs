using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace IoTConsole.Ui.Tests.Live;

/// <summary>Counts its loads; a test decides how each one goes.</summary>
public sealed class CountingPage : LivePage
{
    private int _shown;

    [Parameter] public string Hears { get; set; } = "things";

    [Parameter] public TimeSpan? Every { get; set; }

    public int Loads { get; private set; }

    public List<CancellationToken> Tokens { get; } = [];

    public Func<CancellationToken, Task>? Next { get; set; }

    public Problem? Trouble => Problem;

    public bool IsBusy => Busy;

    public Problem? RefuseWith { get; set; }

    public CancellationToken Leaving => Ct;

    public Task AgainAsync() => InvokeAsync(ReloadAsync);

    protected override string Topic => Hears;

    protected override TimeSpan? RefreshEvery => Every;

    protected override async Task LoadAsync(CancellationToken ct)
    {
        Loads++;
        Tokens.Add(ct);
        if (Next is not null) await Next(ct);
        if (RefuseWith is not null) Refuse(RefuseWith);
        _shown = Loads;
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddMarkupContent(0, $"<p>shown {_shown}</p>");
}
