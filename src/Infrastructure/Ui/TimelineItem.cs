namespace IoTConsole.Infrastructure.Ui;

/// <param name="Kind">One or two words for what sort of event it is: "State", "Certificate".</param>
/// <param name="By">Who did it, when somebody did.</param>
public sealed record TimelineItem(DateTimeOffset At, string Kind, string Words, string? By = null, string? Href = null);
