using IoTConsole.Infrastructure.Broker;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Contracts;

namespace IoTConsole.Provisioning.Gate;

/// <summary>Which tenant and template a certificate of a trusted root falls under. Decides and never loads.</summary>
internal static class EnrolmentChoice
{
    public static (TrustStore.Trust? Trust, TrustStore.Template? Template, ConnectVerdict? Refusal) Of(
        TrustStore.Anchor anchor, DeviceEntry? known, string commonName)
    {
        var trusts = known is null ? anchor.Trusts : anchor.Trusts.Where(t => t.TenantId == known.TenantId).ToList();
        if (trusts.Count == 0) return No("authority-of-another-tenant", $"{commonName} belongs to somebody who does not trust this authority.");
        var matching = trusts
            .Select(t => (Trust: t, Template: t.Templates.FirstOrDefault(p => EnrolmentPattern.Matches(p.Pattern, commonName))))
            .Where(m => m.Template is not null).ToList();
        return matching.Count switch
        {
            0 => No("no-template", $"No enrolment template expects {commonName} from this authority."),
            1 => (matching[0].Trust, matching[0].Template, null),
            _ => No("ambiguous-template", $"More than one tenant expects {commonName} from this authority; register it first."),
        };
    }

    private static (TrustStore.Trust?, TrustStore.Template?, ConnectVerdict?) No(string reason, string detail) =>
        (null, null, ConnectVerdict.Refuse(ConnectRefusal.NotAuthorized, reason, detail));
}
