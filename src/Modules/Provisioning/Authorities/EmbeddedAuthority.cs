using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Operation;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>This console's own certificate authority: made at the first start, opened at every other.</summary>
internal sealed class EmbeddedAuthority(IDbContextFactory<ConsoleDb> factory, KeyFile keyFile, PkiSettings settings, ClockWatch watch, TimeProvider clock) : IDisposable
{
    private readonly ConsoleDbs _dbs = new(factory, new Caller());
    private readonly SemaphoreSlim _opening = new(1, 1);
    private Opened? _opened;

    private sealed record Opened(X509Certificate2 Root, X509Certificate2 Intermediate, ECDsa Key);

    public bool IsOpen => _opened is not null;

    public X509Certificate2 Root => Now.Root;

    public X509Certificate2 Intermediate => Now.Intermediate;

    private Opened Now => _opened ?? throw new InvalidOperationException("The embedded authority is opened when the host starts.");

    /// <exception cref="KeySafeFault">The keys in the database were sealed with another key.</exception>
    public async Task OpenAsync(CancellationToken ct)
    {
        await _opening.WaitAsync(ct);
        try
        {
            if (_opened is not null) return;
            var rows = await ReadAsync(ct);
            if (rows.Count == 0)
            {
                await MakeAsync(ct);
                rows = await ReadAsync(ct);
            }

            var intermediate = rows.Where(r => r.Kind == OwnAuthorityKind.Intermediate).MaxBy(r => r.Generation)!;
            var root = rows.Where(r => r.Kind == OwnAuthorityKind.Root).MaxBy(r => r.Generation)!;
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(keyFile.Open(makeWhenMissing: false).Open(intermediate.SealedKey, intermediate.Id), out _);
            _opened = new Opened(X509Certificate2.CreateFromPem(root.CertificatePem), X509Certificate2.CreateFromPem(intermediate.CertificatePem), key);
        }
        finally
        {
            _opening.Release();
        }
    }

    public X509Certificate2 IssueForDevice(PublicKey key, string deviceId)
    {
        var (from, to) = Span(settings.DeviceDays);
        return CertificateMaker.Device(key, deviceId, Now.Intermediate, Now.Key, from, to);
    }

    public X509Certificate2 IssueForServer(ECDsa key, IReadOnlyCollection<string> names)
    {
        // A clock that is ahead would make a leaf of the future, which no device takes: it is good from the time it should be.
        var (from, to) = Span(settings.ServerDays);
        if (watch.Look() is { IsAhead: true } wrong) from = wrong.Expected.AddMinutes(-settings.BackdateMinutes);
        return CertificateMaker.Server(key, names, Now.Intermediate, Now.Key, from, to);
    }

    public void Dispose()
    {
        _opening.Dispose();
        _opened?.Key.Dispose();
    }

    private (DateTimeOffset From, DateTimeOffset To) Span(int days)
    {
        // With a clock behind the authority's own beginning it is good from there: devices with a right clock take it.
        var (now, beginning) = (clock.GetUtcNow(), new DateTimeOffset(Now.Intermediate.NotBefore));
        if (now < beginning) now = beginning;
        return (now.AddMinutes(-settings.BackdateMinutes), now.AddDays(days));
    }

    private async Task<List<OwnAuthority>> ReadAsync(CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
        return await db.Set<OwnAuthority>().AsNoTracking().Take(100).ToListAsync(ct);
    }

    private async Task MakeAsync(CancellationToken ct)
    {
        var safe = keyFile.Open(makeWhenMissing: true);
        var now = clock.GetUtcNow();
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = CertificateMaker.Root(rootKey, "IoTConsole root", now.AddMinutes(-settings.BackdateMinutes), now.AddYears(settings.RootYears));
        using var intermediate = CertificateMaker.Intermediate(
            key, "IoTConsole devices 1", root, rootKey, now.AddMinutes(-settings.BackdateMinutes), now.AddYears(settings.IntermediateYears));
        await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
        db.Add(Row(OwnAuthorityKind.Root, root, rootKey, safe, now));
        db.Add(Row(OwnAuthorityKind.Intermediate, intermediate, key, safe, now));

        // Null or not: afterwards there is an authority, ours or that of a node which was quicker.
        await db.TrySaveAsync(ProvisioningProblems.ChangedMeanwhile, ct);
    }

    private static OwnAuthority Row(OwnAuthorityKind kind, X509Certificate2 certificate, ECDsa key, KeySafe safe, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        var plain = key.ExportPkcs8PrivateKey();
        var row = new OwnAuthority
        {
            Id = id, Kind = kind, Generation = 1, CertificatePem = certificate.ExportCertificatePem(), SealedKey = safe.Seal(plain, id),
            NotAfter = new DateTimeOffset(certificate.NotAfter).ToUniversalTime(), CreatedAt = now,
        };
        CryptographicOperations.ZeroMemory(plain);
        return row;
    }
}
