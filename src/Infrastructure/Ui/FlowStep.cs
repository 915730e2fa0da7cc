namespace IoTConsole.Infrastructure.Ui;

/// <summary>One hop on the way of something through the console.</summary>
/// <param name="Words">What happens there, with the facts of this way: who, which protocol, since when.</param>
/// <param name="In">How many came in; null where they are not counted.</param>
/// <param name="Out">How many went on.</param>
/// <param name="Unit">What is counted: messages, entries, readings.</param>
/// <param name="Lost">What stayed here, by reason. Empty when everything went on.</param>
/// <param name="Half">Half took at most so many milliseconds; null where no time is measured.</param>
/// <param name="Most">95 of 100 took at most so many milliseconds.</param>
public sealed record FlowStep(
    string Key, string Title, string Words, long? In, long? Out, string Unit, IReadOnlyList<FlowLoss> Lost, double? Half = null, double? Most = null,
    string? Href = null);

/// <param name="Reason">In the operator's words.</param>
/// <param name="Harmless">Told apart from trouble: a duplicate is how a resend looks.</param>
public sealed record FlowLoss(string Reason, long Count, bool Harmless = false);
