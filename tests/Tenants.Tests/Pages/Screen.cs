using Bunit;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Tenants.Contracts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Tenants.Tests.Pages;

/// <summary>One person's screen: pages drawn with the console's own services, as that person.</summary>
internal sealed class Screen : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;

    private Screen(AsyncServiceScope scope)
    {
        _scope = scope;
        Page.JSInterop.Mode = JSRuntimeMode.Loose;
        Page.Services.AddFallbackServiceProvider(scope.ServiceProvider);
    }

    public BunitContext Page { get; } = new();

    public NavigationManager Navigation => Page.Services.GetRequiredService<NavigationManager>();

    public PageTroubles Troubles => _scope.ServiceProvider.GetRequiredService<PageTroubles>();

    public static async Task<Screen> OfAsync(Estates estates, string who, CreatedOrganisation? of = null) => new(estates.Console.As(await estates.ActorOf(who, of)));

    public static Screen Of(Estates estates, Actor actor) => new(estates.Console.As(actor));

    public IRenderedComponent<T> Open<T>(string at, Guid? id = null)
        where T : IComponent
    {
        Navigation.NavigateTo(at);
        return Page.Render<T>(p =>
        {
            if (id is not null) p.TryAdd("Id", id);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Page.DisposeAsync();
        await _scope.DisposeAsync();
    }
}
