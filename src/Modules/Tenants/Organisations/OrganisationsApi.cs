using IoTConsole.Infrastructure.Api;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Tenants.Organisations;

/// <summary>For whoever runs the platform. A key never does, so these answer a signed-in session only.</summary>
internal static class OrganisationsApi
{
    /// <param name="TimeZone">IANA name, used where a building has none.</param>
    internal sealed record NewOrganisation(string Name, string TimeZone, string AdministratorEmail, string AdministratorName);

    /// <param name="InvitationPath">Append to the console's address and send it to the administrator. Told once; works once.</param>
    internal sealed record OrganisationCreated(Guid TenantId, string InvitationPath, DateTimeOffset ExpiresAt);

    public static void Map(IEndpointRouteBuilder api)
    {
        var organisations = api.MapGroup("/organisations").WithTags("Organisations").RequireAuthorization(TenantsPermissions.ManagePlatform);
        organisations.MapGet("/", ListAsync).WithName("ListOrganisations").WithSummary("List organisations").WithDescription("Names and counts only, by name, at most 500.");
        organisations.MapPost("/", CreateAsync).WithName("CreateOrganisation").WithSummary("Create an organisation").WithDescription("With its first administrator, who gets a link.");
        organisations.MapPost("/{id:guid}/suspend", (Guid id, SuspendOrganisation suspend, CancellationToken ct) => SetAsync(id, true, suspend, ct))
            .WithName("SuspendOrganisation").WithSummary("Suspend an organisation").WithDescription("Its people and keys are kept out; its devices go on.");
        organisations.MapPost("/{id:guid}/resume", (Guid id, SuspendOrganisation suspend, CancellationToken ct) => SetAsync(id, false, suspend, ct))
            .WithName("ResumeOrganisation").WithSummary("Let a suspended organisation in again").WithDescription("As it was.");
    }

    private static async Task<Results<Ok<Page<OrganisationLine>>, ProblemHttpResult>> ListAsync(ListOrganisations list, CancellationToken ct)
    {
        var lines = await list.RunAsync(ct);
        return lines.Succeeded ? TypedResults.Ok(new Page<OrganisationLine>(lines.Value, null)) : lines.Problem.ToHttp();
    }

    private static async Task<Results<Created<OrganisationCreated>, ProblemHttpResult>> CreateAsync(NewOrganisation ask, CreateOrganisation create, CancellationToken ct)
    {
        var created = await create.RunAsync(new(ask.Name, ask.TimeZone, ask.AdministratorEmail, ask.AdministratorName), ct);
        return created.Succeeded
            ? TypedResults.Created((string?)null, new OrganisationCreated(created.Value.TenantId, $"/invite/{created.Value.Token}", created.Value.ExpiresAt))
            : created.Problem.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(Guid id, bool suspended, SuspendOrganisation suspend, CancellationToken ct) =>
        SitesApi.Answer(await suspend.RunAsync(new(id, suspended), ct));
}
