using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Provisioning.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>Certificates issued, shown for the first time, revoked.</summary>
internal sealed class CertificateTimeline(ConsoleDbs dbs) : ITimelineSource
{
    public async Task<IReadOnlyList<TimelineEntry>> ForAsync(Guid deviceId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        await using var db = await dbs.OpenAsAsync(Actor.System(), ct);
        var rows = await db.Set<DeviceCertificate>().AsNoTracking().Where(c => c.DeviceId == deviceId && c.RecordedAt < before)
            .OrderByDescending(c => c.RevokedAt ?? c.RecordedAt).Take(limit).ToListAsync(ct);
        return rows.SelectMany(Events).Where(e => e.At < before).OrderByDescending(e => e.At).Take(limit).ToList();
    }

    private static IEnumerable<TimelineEntry> Events(DeviceCertificate c)
    {
        var which = c.SerialNumber.Length > 8 ? $"…{c.SerialNumber[^8..]}" : c.SerialNumber;
        yield return new TimelineEntry(
            c.RecordedAt, "certificate", c.AuthorityId is null ? $"Certificate {which} issued, valid until {c.NotAfter:yyyy-MM-dd}" : $"Certificate {which} of its maker shown for the first time", c.RecordedBy);
        if (c.RevokedAt is { } at) yield return new TimelineEntry(at, "certificate", $"Certificate {which} revoked: {c.RevokedWhy}", c.RevokedBy);
    }
}
