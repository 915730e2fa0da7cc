namespace IoTConsole.Infrastructure.Ui;

/// <summary>
/// The beat in which one circuit brings itself up to date: at most two a second for all parts of the page together. Parts that heard
/// the same news load in the same beat. Nothing beats while the tab is out of sight for long. Used on the circuit's own thread only.
/// </summary>
public sealed class CircuitRhythm(TimeProvider clock)
{
    // Parts of a page hear of one change one after the other; this long a beat stays open for them.
    private static readonly TimeSpan _gathering = TimeSpan.FromMilliseconds(50);
    private TaskCompletionSource? _resting;
    private long _beatAt;
    private bool _hasBeat;

    /// <summary>Beats so far: what a test counts.</summary>
    public int Beats { get; private set; }

    public bool IsResting => _resting is not null;

    /// <summary>Zero when the caller loads now, in this beat; otherwise how long until the next one.</summary>
    public TimeSpan Left()
    {
        var since = clock.GetElapsedTime(_beatAt);
        if (_hasBeat && since <= _gathering) return TimeSpan.Zero;
        if (_hasBeat && since < LivePage.Rhythm) return LivePage.Rhythm - since;
        (_beatAt, _hasBeat) = (clock.GetTimestamp(), true);
        Beats++;
        return TimeSpan.Zero;
    }

    /// <summary>Nobody looks: news waits until somebody does.</summary>
    public void Rest() => _resting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Wake()
    {
        _resting?.TrySetResult();
        _resting = null;
    }

    internal Task AwakeAsync(CancellationToken ct) => _resting is { } resting ? resting.Task.WaitAsync(ct) : Task.CompletedTask;
}
