namespace IoTConsole.Tenants.Contracts;

/// <summary>The one-time way into an empty console.</summary>
public interface ISetupLink
{
    /// <summary>
    /// A token for <c>/setup?token=…</c>, or null when the console already has an organisation. Only its hash is kept, in
    /// memory, so that it ends with this process; issuing again makes the earlier one worthless.
    /// </summary>
    Task<string?> IssueAsync(CancellationToken ct);
}
