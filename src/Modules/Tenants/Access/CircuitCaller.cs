using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Tenants.Account;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Tenants.Access;

/// <summary>
/// Who is calling in a circuit: set before the first component renders, narrowed with every address, and brought up to date
/// when the person's access changes. What they no longer may see is closed.
/// </summary>
internal sealed class CircuitCaller(
    Caller caller, Actors actors, ISiteDirectory sites, CircuitAccess access, SessionRecords sessions, OwnTimes times, OwnNotices notices, GetOwnSettings settings, AuthenticationStateProvider who, NavigationManager navigation,
    ILogger<CircuitCaller> log) : CircuitHandler, IDisposable
{
    private SynchronizationContext? _circuit;
    private SessionClaims? _session;
    private bool _left;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _circuit = SynchronizationContext.Current;
        _session = SessionClaims.Of((await who.GetAuthenticationStateAsync()).User);
        if (_session is null) return;

        // Listening first: a change between the reading and the listening would be missed.
        actors.AccessChanged += Heard;
        navigation.LocationChanged += Moved;
        var actor = await actors.ForSessionAsync(_session, cancellationToken);
        caller.Become(actor ?? Nobody(_session.PersonId), _session.SessionId);
        sessions.Enter(_session.SessionId);
        Narrow();
        if (actor is null)
        {
            navigation.NavigateTo("/signin", forceLoad: true);
            return;
        }

        var own = await settings.RunAsync(cancellationToken);
        times.Choose(own.Times, own.TimeZone);
        notices.Silence(own.Silent);
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        if (_left) return;
        _left = true;
        if (_session is { } session && caller.IsEstablished) sessions.Leave(session.SessionId);
        actors.AccessChanged -= Heard;
        navigation.LocationChanged -= Moved;
    }

    internal async Task RefreshAsync()
    {
        try
        {
            var before = caller.Actor;
            var now = await actors.ForSessionAsync(_session!, CancellationToken.None);

            // First the rights, then the screen: whatever the browser does, nothing more is answered.
            caller.Become(now ?? Nobody(_session!.PersonId), _session!.SessionId);
            Narrow();
            access.Announce();
            if (now is null) navigation.NavigateTo("/signin", forceLoad: true);
            else if (HasLost(before, now)) navigation.NavigateTo(navigation.Uri, forceLoad: true);
        }
        catch (Exception fault)
        {
            caller.Become(Nobody(_session!.PersonId));
            log.LogError(fault, "The access of a circuit could not be read again; it was closed to be safe");
        }
    }

    private void Heard(Guid personId)
    {
        if (personId != _session?.PersonId) return;
        if (_circuit is null) _ = RefreshAsync();
        else _circuit.Post(static me => _ = ((CircuitCaller)me!).RefreshAsync(), this);
    }

    // Subscribed before the router, therefore narrowed before the page of the new address loads.
    private void Moved(object? sender, LocationChangedEventArgs where) => Narrow();

    private void Narrow()
    {
        var query = QueryHelpers.ParseQuery(navigation.ToAbsoluteUri(navigation.Uri).Query);
        caller.TryNarrow(sites, query.TryGetValue("scope", out var scope) ? scope : (string?)null);
    }

    private static Actor Nobody(Guid personId) => new(ActorKind.Person, personId, "", Guid.Empty, []);

    private static bool HasLost(Actor before, Actor now) =>
        (before.RunsThePlatform && !now.RunsThePlatform)
        || before.Grants.Any(had => !now.Grants.Any(has => has.Role == had.Role && had.Path.StartsWith(has.Path, StringComparison.Ordinal)));
}
