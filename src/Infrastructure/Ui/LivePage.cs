using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Infrastructure.Ui;

/// <summary>
/// Base of every page and panel that shows what may change. A page says what to listen to and how to load; this owns the one
/// cancellation and the subscriptions, keeps to the circuit's rhythm (at most two beats a second for the whole page), and keeps what was
/// shown when a load fails.
/// </summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    /// <summary>The shortest time between the starts of two loads that news asked for.</summary>
    public static readonly TimeSpan Rhythm = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _leaving = new();
    private readonly List<IDisposable> _ears = [];
    private readonly Tongue _tongue = new();
    private CancellationTokenSource? _load;
    private CancellationTokenSource? _pause;
    private Task _pump = Task.CompletedTask;
    private long _startedAt;
    private int _heard;
    private long _heardAt;
    private bool _wanted;
    private bool _urgent;
    private bool _gone;
    private string? _loadedFrom;
    private Problem? _refusal;

    [Inject] private LiveTopics Topics { get; set; } = null!;

    [Inject] private CircuitAccess Access { get; set; } = null!;

    [Inject] private CircuitRhythm Beat { get; set; } = null!;

    [Inject] private PageKeys KeysKnown { get; set; } = null!;

    [Inject] private PageTroubles Troubles { get; set; } = null!;

    [Inject] private ILoggerFactory Logs { get; set; } = null!;

    [Inject] protected TimeProvider Clock { get; set; } = null!;

    [Inject] protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>What to listen to, as <see cref="LiveTopics"/> names it; null for a page that is only loaded. Read once.</summary>
    protected virtual string? Topic => null;

    /// <summary>For a page that listens to several.</summary>
    protected virtual IEnumerable<string> AllTopics => Topic is { } topic ? [topic] : [];

    /// <summary>For what nobody announces: load again in this rhythm. Ages need none, the browser counts them on.</summary>
    protected virtual TimeSpan? RefreshEvery => null;

    /// <summary>What the keys do on this page, for the list on "?". Read once.</summary>
    protected virtual IReadOnlyList<KeyHint> Keys => [];

    /// <summary>Cancelled when the operator leaves the page: for use cases that a button runs.</summary>
    protected CancellationToken Ct => _leaving.Token;

    /// <summary>A load is under way.</summary>
    protected bool Busy { get; private set; }

    /// <summary>Why the last load did not succeed. What was loaded before is still shown; the shell shows this above the page.</summary>
    protected Problem? Problem { get; private set; }

    /// <summary>When what is shown was loaded; null before the first time.</summary>
    protected DateTimeOffset? AsOf { get; private set; }

    /// <summary>Reads everything the page shows. Called again for news, a new address, a new scope and changed access; never twice at once.</summary>
    protected abstract Task LoadAsync(CancellationToken ct);

    /// <summary>Inside <see cref="LoadAsync"/>: the value, or null after the refusal was noted for the operator.</summary>
    protected T? Take<T>(Result<T> result)
    {
        if (result.Problem is null) return result.Value;
        Refuse(result.Problem);
        return default;
    }

    /// <summary>Inside <see cref="LoadAsync"/>: says why the page cannot be shown.</summary>
    protected void Refuse(Problem problem) => _refusal = problem;

    /// <summary>Loads again at once, as after the operator changed something.</summary>
    protected Task ReloadAsync() => RequestAsync(urgent: true);

    /// <summary>For what a page must let go of. The base's own work is already done.</summary>
    protected virtual void OnLeaving()
    {
    }

    protected override void OnInitialized()
    {
        KeysKnown.Offer(this, Keys);
        foreach (var topic in AllTopics) _ears.Add(Topics.Listen(topic, Heard));
        Access.Changed += AccessChanged;
        Navigation.LocationChanged += Moved;
        if (RefreshEvery is { } rhythm) _ears.Add(Clock.CreateTimer(_ => Heard(), null, rhythm, rhythm));
    }

    protected override Task OnParametersSetAsync() => RequestAsync(urgent: true);

    public void Dispose()
    {
        if (_gone) return;
        _gone = true;
        foreach (var ear in _ears) ear.Dispose();
        Access.Changed -= AccessChanged;
        Navigation.LocationChanged -= Moved;
        Troubles.Forget(this);
        KeysKnown.Forget(this);
        _leaving.Cancel();
        _leaving.Dispose();
        OnLeaving();
        GC.SuppressFinalize(this);
    }

    // From any thread, any number of times: one flag, one visit to the circuit.
    private void Heard()
    {
        if (_gone || Interlocked.Exchange(ref _heard, 1) == 1) return;
        Volatile.Write(ref _heardAt, Clock.GetTimestamp());
        _ = VisitAsync(urgent: false);
    }

    private void AccessChanged()
    {
        if (!_gone) _ = VisitAsync(urgent: true);
    }

    // A new path is another page's business; parameters of this one arrive through OnParametersSetAsync.
    private void Moved(object? sender, LocationChangedEventArgs where)
    {
        if (_gone || _loadedFrom is null || where.Location == _loadedFrom || PathOf(where.Location) != PathOf(_loadedFrom)) return;
        _ = VisitAsync(urgent: true);
    }

    private async Task VisitAsync(bool urgent)
    {
        try
        {
            // News comes from threads that speak no language; what they bring is said in the circuit's.
            await InvokeAsync(async () =>
            {
                _tongue.Speak();
                await RequestAsync(urgent);
            });
        }
        catch (ObjectDisposedException)
        {
            // The circuit ended between the news and the visit.
        }
    }

    private Task RequestAsync(bool urgent)
    {
        if (_gone) return Task.CompletedTask;
        _wanted = true;
        if (urgent)
        {
            _urgent = true;
            _load?.Cancel();
            _pause?.Cancel();
        }

        return _pump.IsCompleted ? _pump = PumpAsync() : _pump;
    }

    private async Task PumpAsync()
    {
        while (_wanted && !_gone)
        {
            if (!_urgent) await PauseAsync();
            if (_gone) return;
            (_wanted, _urgent) = (false, false);
            Volatile.Write(ref _heard, 0);
            var heardAt = Interlocked.Exchange(ref _heardAt, 0);
            await LoadOnceAsync();
            if (heardAt != 0 && !_gone) Topics.Shown(Clock.GetElapsedTime(heardAt));
        }
    }

    // Until the tab is looked at, then until the circuit's next beat; whatever is urgent ends the wait.
    private async Task PauseAsync()
    {
        using var pause = _pause = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token);
        while (!pause.IsCancellationRequested)
        {
            await Beat.AwakeAsync(pause.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (pause.IsCancellationRequested) break;
            var left = _startedAt == 0 ? TimeSpan.Zero : Rhythm - Clock.GetElapsedTime(_startedAt);
            if (left <= TimeSpan.Zero) left = Beat.Left();
            if (left <= TimeSpan.Zero) break;
            await Task.Delay(left, Clock, pause.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        _pause = null;
    }

    private async Task LoadOnceAsync()
    {
        using var load = _load = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token);
        (_startedAt, _loadedFrom, _refusal, Busy) = (Clock.GetTimestamp(), Navigation.Uri, null, true);
        try
        {
            await LoadAsync(load.Token);
            if (_gone) return;
            Problem = _refusal;
            if (Problem is null) AsOf = Clock.GetUtcNow();
        }
        catch (Exception) when (_gone || load.IsCancellationRequested)
        {
            // Left, or asked for something newer meanwhile: the next load answers.
        }
        catch (Exception fault)
        {
            Logs.CreateLogger(GetType()).LogError(fault, "{Page} could not load", GetType().Name);
            Problem = PageTroubles.CouldNotLoad;
        }
        finally
        {
            (_load, Busy) = (null, false);
        }

        if (_gone) return;
        Troubles.Report(this, Problem, AsOf, () => VisitAsync(urgent: true));
        StateHasChanged();
    }

    private static string PathOf(string address) => address.Split('?', '#')[0];
}
