using IoTConsole.Infrastructure.Api;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>Trusted authorities and enrolment templates over HTTP.</summary>
internal static class AuthoritiesApi
{
    /// <param name="Pattern">Regular expression that the whole common name must match.</param>
    /// <param name="Place">Where devices stand that were not planned before; empty when outside the caller's scope.</param>
    /// <param name="ExpectedIntervalSeconds">Null for the usual 300.</param>
    /// <param name="Power">Null for mains.</param>
    internal sealed record TemplateLine(
        Guid Id, string Pattern, string Model, bool IsGateway, bool ApproveAutomatically, Guid SiteId, string Place, IReadOnlyList<string> Tags, int? ExpectedIntervalSeconds, PowerSource? Power);

    /// <param name="Certificates">How many device certificates of it were shown here.</param>
    internal sealed record AuthorityLine(
        Guid Id, string Name, string Subject, string Sha256, DateTimeOffset NotAfter, DateTimeOffset TrustedAt, DateTimeOffset? DistrustedAt, int Certificates,
        IReadOnlyList<TemplateLine> Templates);

    /// <param name="Pattern">At most 200 characters, without backtracking constructs.</param>
    /// <param name="Tags">At most 20 of 1 to 40 characters.</param>
    /// <param name="ExpectedIntervalSeconds">1 to 604,800; default 300.</param>
    internal sealed record NewTemplate(
        string Pattern, Guid SiteId, string Model, bool IsGateway = false, bool ApproveAutomatically = false, IReadOnlyList<string>? Tags = null,
        int? ExpectedIntervalSeconds = null, PowerSource? Power = null);

    /// <param name="Pem">The maker's root certificate; never a key.</param>
    internal sealed record NewAuthority(string Name, string Pem, NewTemplate Template);

    internal sealed record NewId(Guid Id);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/authorities/root.pem", (IServerIdentity server) => TypedResults.Text(server.RootPem, "application/x-pem-file"))
            .WithTags("Authorities").WithName("GetRootCertificate").WithSummary("The root certificate that devices must trust").RequireAuthorization(ProvisioningPermissions.ViewDevices);
        var authorities = api.MapGroup("/authorities").WithTags("Authorities").RequireAuthorization(ProvisioningPermissions.ViewEnrolment);
        authorities.MapGet("/", ListAsync).WithName("ListAuthorities").WithSummary("List trusted authorities with their templates").WithDescription("At most 200, by name.");
        authorities.MapPost("/", TrustAsync).WithName("TrustAuthority").WithSummary("Trust a maker's root certificate")
            .WithDescription("With its first template. The template's pattern decides which of its certificates may register a device.");
        authorities.MapDelete("/{id:guid}", DistrustAsync).WithName("DistrustAuthority").WithSummary("End trust in an authority").WithDescription("Its devices are refused at their next connect.");
        authorities.MapPost("/{id:guid}/templates", AddTemplateAsync).WithName("AddEnrolmentTemplate").WithSummary("Add a template to a trusted authority");
        authorities.MapDelete("/{id:guid}/templates/{templateId:guid}", RemoveTemplateAsync).WithName("RemoveEnrolmentTemplate").WithSummary("Remove a template");
    }

    private static async Task<Results<Ok<Page<AuthorityLine>>, ProblemHttpResult>> ListAsync(ListAuthorities list, CancellationToken ct)
    {
        var rows = await list.RunAsync(ct);
        if (!rows.Succeeded) return rows.Problem.ToHttp();
        return TypedResults.Ok(new Page<AuthorityLine>(rows.Value.Trusted.Select(a => new AuthorityLine(
            a.Id, a.Name, a.Subject, a.Thumbprint, a.NotAfter, a.TrustedAt, a.DistrustedAt, a.Certificates,
            a.Templates.Select(t => new TemplateLine(t.Id, t.Pattern, t.Model, t.IsGateway, t.ApproveAutomatically, t.SiteId, t.Place, t.Tags, t.ExpectedIntervalSeconds, t.Power)).ToList())).ToList(), null));
    }

    private static async Task<Results<Created<NewId>, ProblemHttpResult>> TrustAsync(NewAuthority ask, TrustAuthority trust, CancellationToken ct) =>
        Created(await trust.RunAsync(new(ask.Name ?? "", ask.Pem ?? "", Plan(ask.Template)), ct));

    private static async Task<Results<NoContent, ProblemHttpResult>> DistrustAsync(Guid id, DistrustAuthority distrust, CancellationToken ct) =>
        Answer(await distrust.RunAsync(id, ct));

    private static async Task<Results<Created<NewId>, ProblemHttpResult>> AddTemplateAsync(Guid id, NewTemplate ask, AddTemplate add, CancellationToken ct) =>
        Created(await add.RunAsync(new(id, Plan(ask)), ct));

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveTemplateAsync(Guid id, Guid templateId, RemoveTemplate remove, CancellationToken ct) =>
        Answer(await remove.RunAsync(new(id, templateId), ct));

    private static EnrolmentTemplatePlan Plan(NewTemplate? ask) =>
        new(ask?.Pattern ?? "", ask?.SiteId ?? Guid.Empty, ask?.Model ?? "", ask?.IsGateway == true, ask?.ApproveAutomatically == true)
        {
            Tags = ask?.Tags ?? [], ExpectedIntervalSeconds = ask?.ExpectedIntervalSeconds, Power = ask?.Power,
        };

    private static Results<Created<NewId>, ProblemHttpResult> Created(Result<Guid> made) =>
        made.Succeeded ? TypedResults.Created($"/api/v1/authorities/{made.Value}", new NewId(made.Value)) : made.Problem.ToHttp();

    private static Results<NoContent, ProblemHttpResult> Answer(Result<Done> done) => done.Succeeded ? TypedResults.NoContent() : done.Problem.ToHttp();
}
