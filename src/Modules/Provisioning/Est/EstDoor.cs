using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Gate;
using Microsoft.AspNetCore.Http;

namespace IoTConsole.Provisioning.Est;

/// <summary>
/// Who gets a certificate over EST. A device is judged as at CONNECT, by the same gate: a maker's certificate registers it, by its template, and what is
/// revoked or barred there gets nothing here. Only a renewal may come with a certificate that ended a while ago.
/// </summary>
internal sealed class EstDoor(
    ConnectGate gate, KeyGate keys, EmbeddedAuthority own, DeviceDirectory devices, EstIssue issue, PkiSettings settings, Refusals refusals, TimeProvider clock)
{
    private static readonly TimeSpan _untilApproved = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _moment = TimeSpan.FromSeconds(5);
    private static readonly byte[] _attributes = WriteAttributes();

    public static EstAnswer Attributes() => EstAnswer.Attributes(_attributes);

    /// <summary>The root, and what stands between it and this device: everybody's issuers, its organisation's once it shows who it is, and the one it asks for by id.</summary>
    public EstAnswer Authorities(EstQuestion ask)
    {
        if (!own.IsOpen) return EstAnswer.No(StatusCodes.Status503ServiceUnavailable, "starting", _moment);
        var usable = own.Issuers.Where(i => i.IsUsable(clock.GetUtcNow())).ToList();
        if (ask.Label is { } id)
        {
            return usable.Find(i => i.Id == id) is { } chosen
                ? EstAnswer.Authorities([own.Root, chosen.Certificate])
                : EstAnswer.No(StatusCodes.Status404NotFound, "no-such-issuer");
        }

        // An organisation's issuers bear its name, which is nobody else's to read.
        var tenant = OwnerOf(ask);
        return EstAnswer.Authorities([own.Root, .. usable.Where(i => i.OwnerId is null ? i.Batch is null : i.OwnerId == tenant).Select(i => i.Certificate)]);
    }

    public async Task<EstAnswer> EnrolAsync(EstQuestion ask, bool renews, CancellationToken ct)
    {
        if (!own.IsOpen) return EstAnswer.No(StatusCodes.Status503ServiceUnavailable, "starting", _moment);
        if (ask.Certificate is null && (renews || ask.Password is null)) return No(StatusCodes.Status401Unauthorized, "no-certificate", null, ask.From);
        if (ask.ContentType?.Split(';')[0].Trim().Equals("application/pkcs10", StringComparison.OrdinalIgnoreCase) != true)
            return No(StatusCodes.Status415UnsupportedMediaType, "not-pkcs10", null, $"{ask.From}: {ask.ContentType}");
        var request = SigningRequest.ReadBase64(ask.Body);
        if (!request.Succeeded) return No(StatusCodes.Status400BadRequest, request.Problem.Code.Split('.')[1], null, ask.From);
        var name = ask.Certificate is { } shown ? CommonName.Of(shown) ?? "" : ask.User!;
        var verdict = ask.Certificate is { } certificate
            ? await gate.JudgeAsync(
                new ConnectAttempt(name, null, null, certificate, ask.Presented, true, ask.From), renews ? TimeSpan.FromDays(settings.RenewalGraceDays) : null, ct)
            : await keys.JudgeAsync(ask.Label, name, ask.Password!, ct);
        if (verdict.Identity is not DeviceIdentity device) return Refused(verdict, name, ask.From);

        // With a key the address names the group, and the usual issuer signs.
        var answer = await issue.IssueAsync(device, ask.Certificate, request.Value, ask.Certificate is null ? null : ask.Label, renews, ct);
        return answer switch
        {
            { Certificate: { } issued } => EstAnswer.Issued(issued),
            { Reason: EstIssue.TooEarly } => EstAnswer.No(StatusCodes.Status202Accepted, EstIssue.TooEarly, answer.Wait),
            _ => No(answer.Status, answer.Reason!, device.TenantId, $"{name} from {ask.From}", answer.Wait),
        };
    }

    private EstAnswer Refused(ConnectVerdict verdict, string name, string from)
    {
        var detail = $"{name} from {from}: {verdict.Detail}";
        return verdict.Reason switch
        {
            // RFC 7030, 4.2.3: asked for, and not decided yet.
            "device-waits-for-approval" => No(StatusCodes.Status202Accepted, verdict.Reason, verdict.TenantId, detail, _untilApproved),
            _ when verdict.Refusal == ConnectRefusal.BadUserNameOrPassword => No(StatusCodes.Status401Unauthorized, verdict.Reason!, verdict.TenantId, detail),
            _ when verdict.Refusal == ConnectRefusal.ServerBusy => No(StatusCodes.Status503ServiceUnavailable, verdict.Reason!, verdict.TenantId, detail, _moment),
            _ => No(StatusCodes.Status403Forbidden, verdict.Reason!, verdict.TenantId, detail),
        };
    }

    private EstAnswer No(int status, string reason, Guid? tenant, string detail, TimeSpan? wait = null)
    {
        refusals.Count("est", reason, tenant, detail);
        return EstAnswer.No(status, reason, wait);
    }

    // Only who has proved it: reading the authorities registers nobody.
    private Guid? OwnerOf(EstQuestion ask) =>
        ask.Certificate is { } certificate && CommonName.Of(certificate) is { } name && devices.FindByDeviceId(name) is { } device && gate.IsKnown(certificate, ask.Presented, device) ? device.TenantId : null;

    // CsrAttrs (RFC 7030, 4.5.2): a key on P-256 and a request signed with SHA-256. RSA of 2048 bits and more is taken, too.
    private static byte[] WriteAttributes()
    {
        var asn = new AsnWriter(AsnEncodingRules.DER);
        using (asn.PushSequence())
        {
            using (asn.PushSequence())
            {
                asn.WriteObjectIdentifier("1.2.840.10045.2.1");
                using (asn.PushSetOf()) asn.WriteObjectIdentifier("1.2.840.10045.3.1.7");
            }

            asn.WriteObjectIdentifier("1.2.840.10045.4.3.2");
        }

        return asn.Encode();
    }
}
