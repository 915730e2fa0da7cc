using System.Reflection;
using IoTConsole.Infrastructure;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Web;
using IoTConsole.Web.Data;
using IoTConsole.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Architecture.Tests.Access;

/// <summary>Every way in is either guarded or on a list that somebody read.</summary>
public class DoorTests
{
    // Pages that people see before they have signed in, and the two that say that something went wrong.
    private static readonly HashSet<string> _anonymousPages =
        ["/setup", "/signin", "/signin/second-factor", "/signout", "/not-permitted", "/invite/{Token}", "/error", "/not-found"];

    [Fact]
    public void Every_page_demands_a_permission_or_is_meant_for_anyone()
    {
        var pages = Codebase.Modules.Append(Codebase.Infrastructure).Append(Codebase.Web).SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetCustomAttributes<RouteAttribute>().Select(r => (Page: t, r.Template))).ToList();

        Assert.NotEmpty(pages); // not blind
        Assert.Empty(pages
            .Where(p => p.Page.GetCustomAttribute<AuthorizeAttribute>() is null && !_anonymousPages.Contains(p.Template))
            .Select(p => $"{p.Page.FullName} at {p.Template}"));
    }

    [Fact]
    public void Every_policy_of_a_page_is_a_permission()
    {
        var codes = Codebase.Registered.Where(s => s.ServiceType == typeof(Permission)).Select(s => ((Permission)s.ImplementationInstance!).Code).ToHashSet();
        var policies = Codebase.Modules.Append(Codebase.Web).SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetCustomAttributes<AuthorizeAttribute>()).Select(a => a.Policy).OfType<string>();

        Assert.Empty(policies.Where(p => !codes.Contains(p)));
    }

    [Fact]
    public async Task Every_route_of_the_api_demands_somebody()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddInfrastructure().AddEngine(DatabaseEngine.Sqlite, "Data Source=:memory:").AddModules(Codebase.Configuration)
            .AddApiSurface().AddRequestLimits(new ApiSettings(), new SignInSettings()).AddAuthorization();
        await using var app = builder.Build();
        app.MapApiSurface().MapModules();

        var routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(d => d.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith(ApiSurface.Prefix, StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(routes); // not blind
        Assert.Empty(routes
            .Where(e => e.Metadata.GetMetadata<IAuthorizeData>() is null || e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(e => e.DisplayName));
    }
}
