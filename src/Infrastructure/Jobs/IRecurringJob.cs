namespace IoTConsole.Infrastructure.Jobs;

/// <summary>Takes no input, reads what is, does a bounded step, and may run twice.</summary>
public interface IRecurringJob
{
    Task<JobReport> RunAsync(CancellationToken ct);
}

/// <summary>What a run did, shown on the System page.</summary>
public sealed record JobReport(long Examined, long Changed, string? Note = null);
