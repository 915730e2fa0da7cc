using Bunit;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Web.Tests.Roles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Web.Tests.Pages;

/// <summary>One person's screen: any page by its type, drawn with the console's own services as that person.</summary>
internal sealed class Screen : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;
    private readonly BunitContext _browser = new();

    public Screen(Ground ground, Actor actor, string address)
    {
        _scope = ground.Console.As(actor);
        _browser.JSInterop.Mode = JSRuntimeMode.Loose;
        _browser.Services.AddFallbackServiceProvider(_scope.ServiceProvider);
        _browser.Services.AddSingleton<TimeProvider>(ground.Console.Clock);
        _browser.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
    }

    public PageTroubles Troubles => _scope.ServiceProvider.GetRequiredService<PageTroubles>();

    /// <param name="id">For a page about one thing.</param>
    public IRenderedComponent<IComponent> Show(Type page, Guid? id) => _browser.Render(builder =>
    {
        builder.OpenComponent(0, page);
        if (id is { } thing) builder.AddComponentParameter(1, "Id", thing);
        builder.CloseComponent();
    });

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _scope.DisposeAsync();
    }
}
