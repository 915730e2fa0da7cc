using IoTConsole.Infrastructure.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Provisioning.Funnel;

/// <summary>How far new devices have come, over HTTP.</summary>
internal static class FunnelApi
{
    /// <param name="HalfSeconds">Half took at most so many seconds; null where nothing is to be measured yet.</param>
    /// <param name="MostSeconds">95 of 100 did.</param>
    internal sealed record Step(string Name, int Devices, double? HalfSeconds, double? MostSeconds, IReadOnlyDictionary<string, int> Stuck);

    /// <param name="Waiting">Seen, not registered, and waiting for approval.</param>
    /// <param name="TurnedAway">By reason, since the console started; empty for whoever does not see the whole organisation.</param>
    internal sealed record FunnelReply(int Days, IReadOnlyList<Step> Steps, int Waiting, IReadOnlyDictionary<string, int> TurnedAway);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/funnel", GetAsync).WithTags("Enrolment").RequireAuthorization(ProvisioningPermissions.ViewEnrolment)
        .WithName("GetFunnel").WithSummary("How far new devices have come").WithDescription("Devices planned or registered in the last `days` days (1 to 90, default 7); steps known, attested, placed, reported.");

    private static async Task<Results<Ok<FunnelReply>, ProblemHttpResult>> GetAsync(LookAtFunnel funnel, CancellationToken ct, int days = 7)
    {
        var row = await funnel.RunAsync(days, ct);
        if (!row.Succeeded) return row.Problem.ToHttp();
        var r = row.Value;
        return TypedResults.Ok(new FunnelReply(
            r.Days,
            [
                new("known", r.Known, null, null, Of([])),
                new("attested", r.Attested, r.ToAttested?.Half.TotalSeconds, r.ToAttested?.Most.TotalSeconds, Of(r.NeverCame)),
                new("placed", r.Placed, null, null, Of([])),
                new("reported", r.Reported, r.ToReported?.Half.TotalSeconds, r.ToReported?.Most.TotalSeconds, Of(r.Silent)),
            ],
            r.Waiting, Of(r.TurnedAway)));
    }

    private static Dictionary<string, int> Of(IReadOnlyList<LookAtFunnel.Stuck> stuck) => stuck.ToDictionary(s => s.What, s => s.Count, StringComparer.Ordinal);
}
