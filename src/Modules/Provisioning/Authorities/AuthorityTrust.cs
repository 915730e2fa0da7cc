using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>Trusting a root with its first template: the same for the page, the API and the demo.</summary>
internal sealed class AuthorityTrust(ISiteDirectory sites, EmbeddedAuthority own, TrustStore trust, TimeProvider clock)
{
    public Result<EnrolmentTemplate> Template(Guid tenantId, Guid? authorityId, EnrolmentTemplatePlan plan)
    {
        if (EnrolmentPattern.Read(plan.SerialPattern) is null) return ProvisioningProblems.Pattern;
        if (plan.Model.Trim().Length is 0 or > 100) return ProvisioningProblems.Model;
        if (DeviceRules.RefuseTags(plan.Tags) is { } tags) return tags;
        if (plan.ExpectedIntervalSeconds is { } seconds && DeviceRules.RefuseInterval(seconds) is { } interval) return interval;
        if (sites.Find(tenantId, plan.DefaultSiteId) is not { } site) return ProvisioningProblems.NoSite;
        var now = clock.GetUtcNow();
        return new EnrolmentTemplate
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, SitePath = site.Path, SiteId = site.Id, AuthorityId = authorityId,
            Pattern = plan.SerialPattern.Trim(), Model = plan.Model.Trim(), IsGateway = plan.IsGateway, ApproveAutomatically = plan.ApproveAutomatically, CreatedAt = now,
            Tags = TagText.Of(plan.Tags), ExpectedIntervalSeconds = plan.ExpectedIntervalSeconds, Power = plan.Power,
        };
    }

    public async Task<Result<Guid>> AddAsync(ConsoleDb db, Guid tenantId, string name, string pem, EnrolmentTemplatePlan plan, CancellationToken ct)
    {
        if (name.Trim().Length is 0 or > 100) return ProvisioningProblems.AuthorityName;
        var read = AuthorityReading.Read(pem, clock.GetUtcNow());
        if (!read.Succeeded) return read.Problem;
        using var certificate = read.Value;
        if (certificate.RawDataMemory.Span.SequenceEqual(own.Root.RawDataMemory.Span)) return ProvisioningProblems.AuthorityIsOurs;

        var thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
        var authority = await db.Set<TrustedAuthority>().SingleOrDefaultAsync(a => a.TenantId == tenantId && a.Thumbprint == thumbprint, ct);
        if (authority is null) db.Add(authority = New(tenantId, name, certificate, thumbprint));
        authority.DistrustedAt = null;
        var template = Template(tenantId, authority.Id, plan);
        if (!template.Succeeded) return template.Problem;
        db.Add(template.Value);
        if (await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct) is { } meanwhile) return meanwhile;
        await trust.CatchUpAsync(ct);
        return authority.Id;
    }

    private TrustedAuthority New(Guid tenantId, string name, X509Certificate2 certificate, string thumbprint)
    {
        var now = clock.GetUtcNow();
        var subject = certificate.Subject;
        return new TrustedAuthority
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, Name = name.Trim(), Subject = subject.Length <= 300 ? subject : subject[..300],
            Thumbprint = thumbprint, CertificatePem = certificate.ExportCertificatePem(), NotAfter = new DateTimeOffset(certificate.NotAfter).ToUniversalTime(), TrustedAt = now,
        };
    }
}
