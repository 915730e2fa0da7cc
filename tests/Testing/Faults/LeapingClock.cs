namespace IoTConsole.Testing.Faults;

/// <summary>A clock whose hands somebody moves while time passes as before: timers and time stamps do not notice, as on a real machine.</summary>
public sealed class LeapingClock(TimeProvider time) : TimeProvider
{
    public TimeSpan Leap { get; set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Leap;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
