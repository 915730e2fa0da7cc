using IoTConsole.Infrastructure.Api;
using IoTConsole.Provisioning.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Provisioning.Groups;

/// <summary>Enrolment groups over HTTP.</summary>
internal static class GroupsApi
{
    /// <param name="Authority">Whose certificates its devices show; null when they have keys.</param>
    /// <param name="Place">Where devices stand that were not planned before; empty when outside the caller's scope.</param>
    /// <param name="Enrolled">As many have registered by it.</param>
    /// <param name="Standing">Open, NotOpenYet, Closed, Full, Stopped or Distrusted.</param>
    internal sealed record GroupLine(
        Guid Id, string Name, string? Authority, string Pattern, string Model, bool IsGateway, bool ApproveAutomatically, string Place, int Enrolled, int? Quota,
        DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt, string Standing);

    /// <param name="Name">1 to 100 characters.</param>
    /// <param name="Pattern">Regular expression that the whole device id must match; at most 200 characters, without backtracking constructs.</param>
    /// <param name="Quota">1 to 1,000,000; null for any number.</param>
    /// <param name="Tags">At most 20 of 1 to 40 characters.</param>
    /// <param name="ExpectedIntervalSeconds">1 to 604,800; default 300.</param>
    internal sealed record NewGroup(
        string Name, string Pattern, Guid SiteId, string Model, bool IsGateway = false, bool ApproveAutomatically = false, DateTimeOffset? OpensAt = null, DateTimeOffset? ClosesAt = null,
        int? Quota = null, IReadOnlyList<string>? Tags = null, int? ExpectedIntervalSeconds = null, PowerSource? Power = null);

    /// <param name="PrimaryKey">Base64; in this answer and nowhere else. A device's key is HMAC-SHA256 over its device id under it.</param>
    internal sealed record MadeGroup(Guid Id, string PrimaryKey, string SecondaryKey);

    /// <param name="Name">At most 100 characters.</param>
    /// <param name="Stopped">Nobody registers until it is false again.</param>
    internal sealed record GroupChange(string Name, DateTimeOffset? OpensAt = null, DateTimeOffset? ClosesAt = null, int? Quota = null, bool Stopped = false);

    /// <param name="DeviceIds">1 to 1,000, in the order in which they would come.</param>
    /// <param name="GroupId">Only this group; null for all.</param>
    internal sealed record Samples(IReadOnlyList<string> DeviceIds, Guid? GroupId = null);

    /// <param name="Outcome">Registers, WaitsForApproval, IsProvisioned, IsRegisteredAlready, BelongsToSomebodyElse, NobodyExpectsIt, CannotBeADeviceId or Full.</param>
    /// <param name="Shut">Why the group lets nobody in now; null when it does.</param>
    internal sealed record Trial(string DeviceId, Guid? GroupId, string Group, string Outcome, string? Shut, string Model, string Place, IReadOnlyList<string> Tags);

    /// <param name="Key">Base64.</param>
    internal sealed record KeyAnswer(string Key);

    public static void Map(IEndpointRouteBuilder api)
    {
        var groups = api.MapGroup("/enrolment-groups").WithTags("Enrolment").RequireAuthorization(ProvisioningPermissions.ViewEnrolment);
        groups.MapGet("/", ListAsync).WithName("ListEnrolmentGroups").WithSummary("List enrolment groups").WithDescription("Of both kinds, at most 1,000, oldest first.");
        groups.MapPost("/", MakeAsync).WithName("MakeEnrolmentGroup").WithSummary("Make a group whose devices have keys")
            .WithDescription("They enrol by EST at `/.well-known/est/{id without hyphens}/simpleenroll`. For devices with certificates trust their maker's authority.");
        groups.MapPost("/try", TryAsync).WithName("TryEnrolment").WithSummary("What would become of devices with these ids")
            .WithDescription("A line for each group that expects a device. Registers nobody.");
        groups.MapPut("/{id:guid}", ChangeAsync).WithName("ChangeEnrolmentGroup").WithSummary("Open, close, stop or limit a group").WithDescription("Devices that have registered stay.");
        groups.MapPost("/{id:guid}/keys", RotateAsync).WithName("RotateEnrolmentGroupKey").WithSummary("Replace a key of a group")
            .WithDescription("The primary one, or with `secondary=true` the other. What was worked out from the old key registers nothing any more.");
        groups.MapGet("/{id:guid}/devices/{deviceId}/key", DeriveAsync).WithName("DeriveDeviceKey").WithSummary("The key of one device, from the primary key of its group");
    }

    private static async Task<Results<Ok<Page<GroupLine>>, ProblemHttpResult>> ListAsync(ListGroups list, CancellationToken ct)
    {
        var rows = await list.RunAsync(ct);
        return rows.Succeeded
            ? TypedResults.Ok(new Page<GroupLine>(rows.Value.Items.Select(g => new GroupLine(
                g.Id, g.Name, g.Authority, g.Pattern, g.Model, g.IsGateway, g.ApproveAutomatically, g.Place, g.Enrolled, g.Limits.Quota, g.Limits.OpensAt, g.Limits.ClosesAt, g.Standing.ToString())).ToList(), null))
            : rows.Problem.ToHttp();
    }

    private static async Task<Results<Created<MadeGroup>, ProblemHttpResult>> MakeAsync(NewGroup ask, MakeGroup make, CancellationToken ct)
    {
        var plan = new EnrolmentTemplatePlan(ask.Pattern ?? "", ask.SiteId, ask.Model ?? "", ask.IsGateway, ask.ApproveAutomatically)
        {
            Tags = ask.Tags ?? [], ExpectedIntervalSeconds = ask.ExpectedIntervalSeconds, Power = ask.Power,
        };
        var made = await make.RunAsync(new(ask.Name ?? "", plan, new(ask.OpensAt, ask.ClosesAt, ask.Quota)), ct);
        return made.Succeeded
            ? TypedResults.Created($"/api/v1/enrolment-groups/{made.Value.Id}", new MadeGroup(made.Value.Id, made.Value.PrimaryKey, made.Value.SecondaryKey))
            : made.Problem.ToHttp();
    }

    private static async Task<Results<Ok<Page<Trial>>, ProblemHttpResult>> TryAsync(Samples ask, TryEnrolment enrolment, CancellationToken ct)
    {
        var rows = await enrolment.RunAsync(new(ask.DeviceIds ?? [], ask.GroupId), ct);
        return rows.Succeeded
            ? TypedResults.Ok(new Page<Trial>(rows.Value.Select(r => new Trial(r.DeviceId, r.GroupId, r.Group, r.Outcome.ToString(), r.Shut, r.Model, r.Place, r.Tags)).ToList(), null))
            : rows.Problem.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(Guid id, GroupChange ask, ChangeGroup change, CancellationToken ct)
    {
        var done = await change.RunAsync(new(id, ask.Name ?? "", new(ask.OpensAt, ask.ClosesAt, ask.Quota, ask.Stopped)), ct);
        return done.Succeeded ? TypedResults.NoContent() : done.Problem.ToHttp();
    }

    private static async Task<Results<Ok<KeyAnswer>, ProblemHttpResult>> RotateAsync(Guid id, RotateGroupKey rotate, CancellationToken ct, bool secondary = false)
    {
        var key = await rotate.RunAsync(new(id, secondary), ct);
        return key.Succeeded ? TypedResults.Ok(new KeyAnswer(key.Value)) : key.Problem.ToHttp();
    }

    private static async Task<Results<Ok<KeyAnswer>, ProblemHttpResult>> DeriveAsync(Guid id, string deviceId, DeriveDeviceKey derive, CancellationToken ct)
    {
        var key = await derive.RunAsync(new(id, deviceId), ct);
        return key.Succeeded ? TypedResults.Ok(new KeyAnswer(key.Value)) : key.Problem.ToHttp();
    }
}
