using System.Globalization;
using IoTConsole.Infrastructure.Api;
using IoTConsole.Provisioning.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Provisioning.Approvals;

/// <summary>Devices that wait for a decision, over HTTP.</summary>
internal static class ApprovalsApi
{
    /// <param name="GatewayId">The gateway that spoke for it; null when it connected itself.</param>
    /// <param name="Times">How often it was seen.</param>
    internal sealed record WaitingDevice(
        Guid Id, string DeviceId, Guid? GatewayId, string? Gateway, string Place, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, long Times);

    /// <param name="Ids">1 to 500 of the waiting ones.</param>
    /// <param name="Name">For one device; several are called by their device ids.</param>
    /// <param name="SiteId">Where they stand; null leaves each where it was seen.</param>
    internal sealed record Approval(
        IReadOnlyList<Guid> Ids, string Model, string? Name = null, Guid? SiteId = null, PowerSource Power = PowerSource.Battery, int ExpectedIntervalSeconds = 900);

    internal sealed record Rejection(IReadOnlyList<Guid> Ids);

    internal sealed record Decided(int Devices);

    public static void Map(IEndpointRouteBuilder api)
    {
        var approvals = api.MapGroup("/approvals").WithTags("Approvals").RequireAuthorization(ProvisioningPermissions.ViewDevices);
        approvals.MapGet("/", ListAsync).WithName("ListApprovals").WithSummary("List devices that wait for approval").WithDescription("Most recently seen first, within the scope of the caller.");
        approvals.MapPost("/", ApproveAsync).WithName("ApproveDevices").WithSummary("Approve devices").WithDescription("All of them or none. A gateway's child is provisioned at once; a device of its own with its next connect.");
        approvals.MapPost("/reject", RejectAsync).WithName("RejectDevices").WithSummary("Reject devices").WithDescription("They stay refused and leave the list.");
    }

    private static async Task<Results<Ok<Page<WaitingDevice>>, ProblemHttpResult>> ListAsync(
        ListSightings list, CancellationToken ct, string? q = null, int? limit = null, string? cursor = null)
    {
        var most = Cursor.Limit(limit);
        var before = long.TryParse(Cursor.Read(cursor), CultureInfo.InvariantCulture, out var ticks) && ticks > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : (DateTimeOffset?)null;
        var rows = await list.RunAsync(new(q, Before: before, Limit: most), ct);
        if (!rows.Succeeded) return rows.Problem.ToHttp();
        var items = rows.Value.Items;
        return TypedResults.Ok(new Page<WaitingDevice>(
            items.Select(s => new WaitingDevice(s.Id, s.DeviceId, s.GatewayId, s.Gateway, s.Place, s.FirstSeenAt, s.LastSeenAt, s.Times)).ToList(),
            items.Count == most ? Cursor.Of(items[^1].LastSeenAt.UtcTicks.ToString(CultureInfo.InvariantCulture)) : null));
    }

    private static async Task<Results<Ok<Decided>, ProblemHttpResult>> ApproveAsync(Approval ask, ApproveSightings approve, CancellationToken ct)
    {
        var approved = await approve.RunAsync(new(ask.Ids ?? [], ask.Model ?? "", ask.Name, ask.SiteId, ask.Power, ask.ExpectedIntervalSeconds), ct);
        return approved.Succeeded ? TypedResults.Ok(new Decided(approved.Value)) : approved.Problem.ToHttp();
    }

    private static async Task<Results<Ok<Decided>, ProblemHttpResult>> RejectAsync(Rejection ask, RejectSightings reject, CancellationToken ct)
    {
        var rejected = await reject.RunAsync(ask.Ids ?? [], ct);
        return rejected.Succeeded ? TypedResults.Ok(new Decided(rejected.Value)) : rejected.Problem.ToHttp();
    }
}
