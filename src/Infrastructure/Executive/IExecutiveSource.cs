namespace IoTConsole.Infrastructure.Executive;

/// <summary>What a module has to say on the executive page. One that fails to answer leaves its place empty and not the page.</summary>
public interface IExecutiveSource
{
    /// <summary>Of the caller's scope; null when the caller may not see it or there is nothing to say.</summary>
    Task<ExecutivePart?> ReadAsync(ExecutivePeriod period, CancellationToken ct);
}

/// <summary>The time that the page speaks of, and the equally long one before it.</summary>
/// <param name="Days">1, 7 or 30.</param>
public sealed record ExecutivePeriod(DateTimeOffset From, DateTimeOffset To, int Days)
{
    /// <summary>The days that can be chosen.</summary>
    public static readonly IReadOnlyList<int> Choices = [1, 7, 30];

    public ExecutivePeriod Before => new(From - (To - From), From, Days);

    /// <summary>The one that ends now.</summary>
    public static ExecutivePeriod Last(int days, DateTimeOffset now) => new(now.AddDays(-days), now, days);
}
