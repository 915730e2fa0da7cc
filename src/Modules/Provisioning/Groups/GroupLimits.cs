using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;

namespace IoTConsole.Provisioning.Groups;

/// <summary>When and how many may register by a group. Who has registered stays, whatever becomes of them.</summary>
/// <param name="OpensAt">Null for at once.</param>
/// <param name="ClosesAt">Null for never.</param>
/// <param name="Quota">1 to 1,000,000; null for any number.</param>
internal sealed record GroupLimits(DateTimeOffset? OpensAt = null, DateTimeOffset? ClosesAt = null, int? Quota = null, bool Stopped = false)
{
    public Problem? Fault =>
        OpensAt >= ClosesAt ? ProvisioningProblems.GroupWindow
        : Quota is < 1 or > 1_000_000 ? ProvisioningProblems.GroupQuota : null;

    public void Apply(EnrolmentTemplate group, DateTimeOffset now) =>
        (group.OpensAt, group.ClosesAt, group.Quota, group.StoppedAt) = (OpensAt, ClosesAt, Quota, Stopped ? group.StoppedAt ?? now : null);
}
