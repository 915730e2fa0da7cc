using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning.Approvals;

/// <summary>What waits for a decision in the caller's scope, most recently seen first.</summary>
internal sealed class ListSightings(ConsoleDbs dbs, Caller caller, ISiteDirectory sites)
{
    public const int Most = 500;

    /// <param name="Before">Only those last seen before this moment: the cursor.</param>
    /// <param name="FirstSeenAfter">Only those that were not known at this moment.</param>
    internal sealed record Input(string? Text = null, bool Rejected = false, DateTimeOffset? Before = null, int Limit = 100, DateTimeOffset? FirstSeenAfter = null);

    internal sealed record Row(
        Guid Id, string DeviceId, Guid? GatewayId, string? Gateway, string SitePath, string Place, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, long Times);

    internal sealed record Rows(IReadOnlyList<Row> Items, int Total);

    public async Task<Result<Rows>> RunAsync(Input input, CancellationToken ct)
    {
        if (caller.Refuses(ProvisioningPermissions.View) is { } refused) return refused;
        await using var db = await dbs.OpenAsync(ct);
        var waiting = db.Set<Sighting>().Where(s => input.Rejected ? s.RejectedAt != null : s.RejectedAt == null);
        if (input.Text is { Length: > 0 } text) waiting = waiting.Where(s => s.DeviceId.Contains(text));
        if (input.FirstSeenAfter is { } after) waiting = waiting.Where(s => s.FirstSeenAt > after);
        var total = await waiting.CountAsync(ct);
        if (input.Before is { } before) waiting = waiting.Where(s => s.LastSeenAt < before);
        var rows = await waiting
            .OrderByDescending(s => s.LastSeenAt).ThenBy(s => s.DeviceId)
            .Select(s => new { s.Id, s.TenantId, s.DeviceId, s.GatewayId, Gateway = db.Set<Device>().Where(d => d.Id == s.GatewayId).Select(d => d.Name).FirstOrDefault(), s.SitePath, s.FirstSeenAt, s.LastSeenAt, s.Times })
            .Take(Math.Clamp(input.Limit, 1, Most)).ToListAsync(ct);
        return new Rows(rows.ConvertAll(s => new Row(s.Id, s.DeviceId, s.GatewayId, s.Gateway, s.SitePath, sites.NameOf(s.TenantId, s.SitePath), s.FirstSeenAt, s.LastSeenAt, s.Times)), total);
    }
}
