using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.Pages;

/// <summary>A page as a circuit of this person shows it.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;
    private readonly Fleet _fleet;

    public OpenPage(Fleet fleet, Actor actor)
    {
        _fleet = fleet;
        _scope = fleet.Console.As(actor);
        Browser.Services.AddFallbackServiceProvider(_scope.ServiceProvider);
        Browser.JSInterop.Mode = JSRuntimeMode.Loose;
    }

    public BunitContext Browser { get; } = new();

    public NavigationManager Navigation => Browser.Services.GetRequiredService<NavigationManager>();

    public IRenderedComponent<T> Show<T>(Guid? subject = null)
        where T : IComponent => Browser.Render<T>(p =>
        {
            if (subject is { } id) p.TryAdd("Subject", id);
        });

    /// <summary>News, as the writer announces it after a commit, until the page shows it: its clock only moves when told.</summary>
    public void AfterNews<T>(string topic, IRenderedComponent<T> shown, Action assertion)
        where T : IComponent
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            _fleet.Console.Clock.Advance(TimeSpan.FromMilliseconds(600));
            _fleet.Console.Services.GetRequiredService<LiveTopics>().Announce(topic);
            try
            {
                shown.WaitForAssertion(assertion, TimeSpan.FromMilliseconds(200));
                return;
            }
            catch (Bunit.Extensions.WaitForHelpers.WaitForFailedException)
            {
                // The page was in the middle of its pause; the next news finds it ready.
            }
        }

        assertion();
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await _scope.DisposeAsync();
    }
}
