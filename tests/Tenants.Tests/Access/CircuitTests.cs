using System.Security.Claims;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Tenants.Tests.Access;

public class CircuitTests
{
    [Fact]
    public async Task The_caller_stands_before_the_first_component_and_is_narrowed_by_each_address()
    {
        await using var estates = await Estates.StartAsync();
        await using var circuit = await OpenAsync(estates, "admin", $"sites?scope={estates.Site("North").Id}");
        Assert.Equal(estates.Site("North").Path, circuit.Caller.Narrowed);

        circuit.Navigation.NavigateTo($"sites?scope={estates.Site("South").Id}");
        Assert.Equal(estates.Site("South").Path, circuit.Caller.Narrowed);
        circuit.Navigation.NavigateTo($"sites?scope={estates.Site("South", estates.Theirs).Id}");
        Assert.Null(circuit.Caller.Narrowed);
    }

    [Fact]
    public async Task A_revoked_grant_closes_what_is_open()
    {
        await using var estates = await Estates.StartAsync();
        await using var circuit = await OpenAsync(estates, "operator", "devices");
        var told = 0;
        circuit.Access.Changed += () => told++;
        var otto = estates.PersonOf("operator");
        var grant = await estates.Console.LookAsync(db => db.Set<Grant>().SingleAsync(g => g.PersonId == otto));

        await estates.AskAsync<RevokeGrant, Result<Done>>("admin", r => r.RunAsync(grant.Id, default));
        await circuit.Navigation.ForcedAsync();

        Assert.Empty(circuit.Caller.Actor.Grants);
        Assert.Equal(("http://localhost/devices", 1), (circuit.Navigation.Forced, told));
    }

    [Fact]
    public async Task A_new_grant_is_announced_and_disturbs_nobody()
    {
        await using var estates = await Estates.StartAsync();
        await using var circuit = await OpenAsync(estates, "operator", "devices");
        var told = new TaskCompletionSource();
        circuit.Access.Changed += told.SetResult;

        await estates.AskAsync<GrantRole, Result<Guid>>("admin", g => g.RunAsync(new(estates.PersonOf("operator"), Role.Installer, estates.Site("South").Id), default));
        await told.Task.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(2, circuit.Caller.Actor.Grants.Count);
        Assert.Null(circuit.Navigation.Forced);
    }

    [Fact]
    public async Task A_blocked_person_is_led_out_and_answered_nothing_more()
    {
        await using var estates = await Estates.StartAsync();
        await using var circuit = await OpenAsync(estates, "operator", "devices");

        await estates.AskAsync<BlockPerson, Result<Done>>("admin", b => b.RunAsync(estates.PersonOf("operator"), default));
        await circuit.Navigation.ForcedAsync();

        Assert.EndsWith("/signin", circuit.Navigation.Forced, StringComparison.Ordinal);
        Assert.False(circuit.Caller.Actor.Can(TenantsPermissions.SitesView));
    }

    [Fact]
    public async Task A_closed_circuit_listens_no_more()
    {
        await using var estates = await Estates.StartAsync();
        var circuit = await OpenAsync(estates, "operator", "devices");
        await circuit.DisposeAsync();

        await estates.AskAsync<BlockPerson, Result<Done>>("admin", b => b.RunAsync(estates.PersonOf("operator"), default));

        Assert.Null(circuit.Navigation.Forced);
    }

    private static async Task<OpenCircuit> OpenAsync(Estates estates, string who, string at)
    {
        var person = await estates.Console.LookAsync(async db => await db.Set<Person>().SingleAsync(p => p.Id == estates.PersonOf(who)));
        var session = new OpenSession { Id = Guid.CreateVersion7(), TenantId = person.TenantId, PersonId = person.Id };
        await estates.Console.LookAsync(db =>
        {
            db.Add(session);
            return db.SaveChangesAsync();
        });
        var user = new ClaimsPrincipal(new ClaimsIdentity(
            [new(SessionClaims.SessionType, session.Id.ToString()), new(ClaimTypes.NameIdentifier, person.Id.ToString()), new(new ClaimsIdentityOptions().SecurityStampClaimType, person.SecurityStamp!)], "cookie"));
        var navigation = new Address("http://localhost/" + at);
        var scope = estates.Console.Services.CreateAsyncScope();
        var handler = ActivatorUtilities.CreateInstance<CircuitCaller>(scope.ServiceProvider, navigation, new Known(user));
        await handler.OnCircuitOpenedAsync(null!, default);
        return new OpenCircuit(scope, handler, navigation);
    }

    private sealed class OpenCircuit(AsyncServiceScope scope, CircuitCaller handler, Address navigation) : IAsyncDisposable
    {
        public Caller Caller => scope.ServiceProvider.GetRequiredService<Caller>();

        public CircuitAccess Access => scope.ServiceProvider.GetRequiredService<CircuitAccess>();

        public Address Navigation { get; } = navigation;

        public async ValueTask DisposeAsync()
        {
            handler.Dispose();
            await scope.DisposeAsync();
        }
    }

    private sealed class Known(ClaimsPrincipal user) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(user));
    }

    private sealed class Address : NavigationManager
    {
        private readonly TaskCompletionSource _forced = new();

        public Address(string at) => Initialize("http://localhost/", at);

        public string? Forced { get; private set; }

        public Task ForcedAsync() => _forced.Task.WaitAsync(TimeSpan.FromSeconds(10));

        protected override void NavigateToCore(string uri, NavigationOptions options)
        {
            if (options.ForceLoad)
            {
                Forced = ToAbsoluteUri(uri).ToString();
                _forced.TrySetResult();
                return;
            }

            Uri = ToAbsoluteUri(uri).ToString();
            NotifyLocationChanged(isInterceptedLink: false);
        }
    }
}
