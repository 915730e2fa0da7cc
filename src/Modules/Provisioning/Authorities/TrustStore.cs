using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>Whom each tenant trusts and by which templates, in memory for the gate. A singleton.</summary>
internal sealed class TrustStore(IDbContextFactory<ConsoleDb> factory, KeyFile keyFile) : IDisposable
{
    // Makers' roots are few; a number far above any real one keeps a mistake from filling memory.
    private const int Most = 5_000;
    private readonly ConsoleDbs _dbs = new(factory, new Caller());
    private readonly SemaphoreSlim _loading = new(1, 1);
    private Snapshot _now = new(new Dictionary<string, Anchor>(StringComparer.Ordinal), [], new Dictionary<Guid, Group>());

    /// <param name="AuthorityId">Null for a group whose devices have keys.</param>
    internal sealed record Trust(Guid? AuthorityId, Guid TenantId, string Name, IReadOnlyList<Template> Templates);

    internal sealed record Template(Guid Id, Guid SiteId, Regex Pattern, string Model, bool IsGateway, bool ApproveAutomatically)
    {
        public IReadOnlyList<string> Tags { get; init; } = [];

        public int? ExpectedIntervalSeconds { get; init; }

        public PowerSource? Power { get; init; }

        public DateTimeOffset? OpensAt { get; init; }

        public DateTimeOffset? ClosesAt { get; init; }

        public bool IsStopped { get; init; }

        /// <summary>Why nobody registers by it now; null when the door is open, but for the quota.</summary>
        public Problem? Shut(DateTimeOffset now) =>
            IsStopped ? ProvisioningProblems.EnrolmentStopped
            : now < OpensAt ? ProvisioningProblems.EnrolmentNotOpen
            : now >= ClosesAt ? ProvisioningProblems.EnrolmentClosed : null;
    }

    /// <summary>A group whose devices prove themselves by keys. Both are open: a device's is worked out from either.</summary>
    internal sealed record Group(Trust Trust, byte[] Primary, byte[] Secondary, byte[] SealedPrimary, byte[] SealedSecondary)
    {
        public Template Template => Trust.Templates[0];
    }

    /// <param name="Trusts">One for each tenant that trusts this root.</param>
    internal sealed record Anchor(X509Certificate2 Certificate, IReadOnlyList<Trust> Trusts);

    private sealed record Snapshot(Dictionary<string, Anchor> ByThumbprint, X509Certificate2[] Roots, Dictionary<Guid, Group> Groups);

    public IReadOnlyList<X509Certificate2> Roots => _now.Roots;

    /// <param name="thumbprint">SHA-256, lower-case hexadecimal.</param>
    public Anchor? Find(string thumbprint) => _now.ByThumbprint.GetValueOrDefault(thumbprint);

    public Group? FindGroup(Guid id) => _now.Groups.GetValueOrDefault(id);

    /// <summary>A tenant's templates, with the name of the authority or the group; in no order.</summary>
    public IEnumerable<(Trust Trust, Template Template)> TemplatesOf(Guid tenantId) =>
        _now.ByThumbprint.Values.SelectMany(a => a.Trusts).Concat(_now.Groups.Values.Select(g => g.Trust)).Where(t => t.TenantId == tenantId).SelectMany(t => t.Templates.Select(p => (t, p)));

    public async Task CatchUpAsync(CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
            var authorities = await db.Set<TrustedAuthority>().AsNoTracking().Where(a => a.DistrustedAt == null).Take(Most).ToListAsync(ct);
            var templates = await db.Set<EnrolmentTemplate>().AsNoTracking().Take(Most).ToListAsync(ct);
            _now = Build(authorities, templates.Where(t => t.AuthorityId is not null).ToLookup(t => t.AuthorityId!.Value), templates.Where(t => t.AuthorityId is null));
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    // Certificates are reused between snapshots: a chain may be under construction with them.
    private Snapshot Build(List<TrustedAuthority> authorities, ILookup<Guid, EnrolmentTemplate> templates, IEnumerable<EnrolmentTemplate> byKey)
    {
        var anchors = new Dictionary<string, Anchor>(StringComparer.Ordinal);
        foreach (var same in authorities.GroupBy(a => a.Thumbprint, StringComparer.Ordinal))
        {
            var certificate = Find(same.Key)?.Certificate ?? X509Certificate2.CreateFromPem(same.First().CertificatePem);
            anchors[same.Key] = new Anchor(certificate, same.Select(a => new Trust(a.Id, a.TenantId, a.Name, Read(templates[a.Id]))).ToList());
        }

        return new Snapshot(anchors, anchors.Values.Select(a => a.Certificate).ToArray(), byKey.ToDictionary(t => t.Id, Open));
    }

    // Opened once and again when a key was changed.
    private Group Open(EnrolmentTemplate row)
    {
        var trust = new Trust(null, row.TenantId, row.Name, Read([row]));
        if (FindGroup(row.Id) is { } known && known.SealedPrimary.AsSpan().SequenceEqual(row.PrimaryKey) && known.SealedSecondary.AsSpan().SequenceEqual(row.SecondaryKey))
            return known with { Trust = trust };
        var safe = keyFile.Open(makeWhenMissing: false);
        return new Group(trust, safe.Open(row.PrimaryKey, row.Id), safe.Open(row.SecondaryKey, row.Id), row.PrimaryKey!, row.SecondaryKey!);
    }

    private static List<Template> Read(IEnumerable<EnrolmentTemplate> templates) => templates
        .OrderBy(t => t.CreatedAt)
        .Select(t => (Row: t, Pattern: EnrolmentPattern.Read(t.Pattern)))
        .Where(t => t.Pattern is not null)
        .Select(t => new Template(t.Row.Id, t.Row.SiteId, t.Pattern!, t.Row.Model, t.Row.IsGateway, t.Row.ApproveAutomatically)
        {
            Tags = TagText.Read(t.Row.Tags), ExpectedIntervalSeconds = t.Row.ExpectedIntervalSeconds, Power = t.Row.Power,
            OpensAt = t.Row.OpensAt, ClosesAt = t.Row.ClosesAt, IsStopped = t.Row.StoppedAt is not null,
        })
        .ToList();
}
