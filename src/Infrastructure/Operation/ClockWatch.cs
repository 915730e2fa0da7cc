using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Infrastructure.Operation;

/// <summary>
/// Whether this machine's wall clock can be believed. While the console runs it is held against the timer, which no hand moves; after a start
/// against the time at which it was believed last, kept in a file. Nothing is removed for its age by a clock that has leapt.
/// </summary>
public sealed class ClockWatch(TimeProvider clock, IConfiguration configuration, ILogger<ClockWatch> log)
{
    /// <summary>A larger step than this, forwards or back, is not believed: a machine that was off so long has somebody who can confirm its clock.</summary>
    public static readonly TimeSpan MostBelieved = TimeSpan.FromDays(7);

    private static readonly TimeSpan _betweenMarks = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private readonly string _file = Path.Combine(configuration["DataDirectory"] ?? "data", "clock");
    private DateTimeOffset? _believed;
    private DateTimeOffset _marked;
    private long _at;
    private bool _unknown;
    private bool _said;

    /// <summary>What the clock says against what it was believed to say, now.</summary>
    public ClockState Look()
    {
        lock (_gate)
        {
            var (now, at) = (clock.GetUtcNow(), clock.GetTimestamp());
            var expected = _believed is { } before ? before + clock.GetElapsedTime(_at, at) : Recall(now);
            var wrong = (now - expected).Duration() > MostBelieved;
            Believe(wrong ? expected : now, at);
            if (wrong != _said) Say(wrong, now, expected);
            return new(now, expected, wrong);
        }
    }

    /// <summary>Something that happened here by this machine's clock; the best there is to go by where no time was kept.</summary>
    public void Witness(DateTimeOffset at)
    {
        Look();
        lock (_gate)
        {
            if (!_unknown || at <= DateTimeOffset.UnixEpoch) return;
            _unknown = false;
            Believe(at, clock.GetTimestamp());
        }

        Look();
    }

    /// <summary>Somebody looked at another clock: this one is right.</summary>
    public void Confirm()
    {
        lock (_gate)
        {
            _marked = default;
            Believe(clock.GetUtcNow(), clock.GetTimestamp());
        }

        Look();
    }

    private void Believe(DateTimeOffset time, long at)
    {
        (_believed, _at) = (time, at);
        if ((time - _marked).Duration() < _betweenMarks) return;
        try
        {
            File.WriteAllText(_file + ".new", time.ToString("O", CultureInfo.InvariantCulture));
            File.Move(_file + ".new", _file, overwrite: true);
            _marked = time;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.LogDebug(fault, "The time could not be kept; the next look tries again");
        }
    }

    private DateTimeOffset Recall(DateTimeOffset now)
    {
        try
        {
            if (File.Exists(_file) && DateTimeOffset.TryParse(File.ReadAllText(_file), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var kept)) return kept;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(fault, "The kept time could not be read");
        }

        _unknown = true;
        return now;
    }

    private void Say(bool wrong, DateTimeOffset now, DateTimeOffset expected)
    {
        _said = wrong;
        if (wrong) log.LogError("{Fault}", new ClockState(now, expected, true).Fault);
        else log.LogInformation("The clock of this machine is believed again");
    }
}

/// <param name="Now">What the clock says.</param>
/// <param name="Expected">What it should say, about, by what was known before.</param>
/// <param name="IsWrong">The two are further apart than is believed.</param>
public sealed record ClockState(DateTimeOffset Now, DateTimeOffset Expected, bool IsWrong)
{
    /// <summary>Ahead: what seems past its time may not be.</summary>
    public bool IsAhead => IsWrong && Now > Expected;

    /// <summary>The sentence for the operator; null while the clock is believed.</summary>
    public string? Fault => !IsWrong ? null : IsAhead
        ? $"The clock of this machine says {Now:yyyy-MM-dd HH:mm} UTC, {Days} days after it should be about {Expected:yyyy-MM-dd HH:mm}. Nothing is removed for its age, and certificates may seem to have expired. Set the clock, or confirm it if it is right."
        : $"The clock of this machine says {Now:yyyy-MM-dd HH:mm} UTC, {Days} days before it should be about {Expected:yyyy-MM-dd HH:mm}. What is sent may be refused as from the future, and certificates may seem not to be valid yet. Set the clock, or confirm it if it is right.";

    private string Days => (Now - Expected).Duration().TotalDays.ToString("N0", CultureInfo.InvariantCulture);
}
