namespace IoTConsole.Provisioning.Contracts;

/// <summary>What a module remembers about a device, merged on its page. Each module may offer one; asked only after the device was seen to be in scope.</summary>
public interface ITimelineSource
{
    /// <summary>Newest first, strictly before the given moment, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<TimelineEntry>> ForAsync(Guid deviceId, DateTimeOffset before, int limit, CancellationToken ct);
}

/// <param name="Kind">Short and stable, for the icon: lifecycle, certificate, connection, alarm…</param>
/// <param name="Words">One sentence for the operator.</param>
/// <param name="By">Who did it; null when nobody in particular did.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Kind, string Words, string? By);
