using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Provisioning.Contracts;

/// <summary>Trust in a maker's certificate authority. Acts for the system; whoever calls has checked that it may.</summary>
public interface IEnrolmentSetup
{
    /// <summary>Trusts the authority for this tenant and says what becomes of devices that first connect with its certificates.</summary>
    /// <param name="authorityCertificatePem">One CA certificate; a key in the text is refused.</param>
    /// <returns>The authority's id; that of the existing one when the tenant already trusts it, with the template added.</returns>
    Task<Result<Guid>> TrustAsync(
        Guid tenantId, string name, string authorityCertificatePem, EnrolmentTemplatePlan template, CancellationToken ct);
}

/// <param name="SerialPattern">Regular expression that the whole common name must match; at most 200 characters, given 50 ms.</param>
/// <param name="DefaultSiteId">Where a device stands that was not planned before.</param>
/// <param name="ApproveAutomatically">False: a device that was not planned waits for approval and is refused until then.</param>
public sealed record EnrolmentTemplatePlan(string SerialPattern, Guid DefaultSiteId, string Model, bool IsGateway, bool ApproveAutomatically)
{
    /// <summary>At most 20 of 1 to 40 characters.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Seconds between reports, 1 to 604,800; null for the usual 300.</summary>
    public int? ExpectedIntervalSeconds { get; init; }

    /// <summary>Null for mains.</summary>
    public PowerSource? Power { get; init; }
}
