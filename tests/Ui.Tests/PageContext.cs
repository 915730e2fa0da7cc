using Bunit;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IoTConsole.Ui.Tests;

/// <summary>What a circuit has that parts of pages stand on, with a clock that moves only when told.</summary>
public sealed class PageContext : BunitContext
{
    public PageContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton(Topics);
        Services.AddScoped<CircuitAccess>();
        Services.AddScoped<PageTroubles>();
        Services.AddScoped<Toasts>();
        Services.AddScoped<PageKeys>();
        Services.AddScoped<CircuitRhythm>();
        Services.AddScoped<OwnTimes>();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));

    public LiveTopics Topics { get; } = new(NullLogger<LiveTopics>.Instance);

    public CircuitAccess Access => Services.GetRequiredService<CircuitAccess>();

    public PageTroubles Troubles => Services.GetRequiredService<PageTroubles>();

    public CircuitRhythm Beat => Services.GetRequiredService<CircuitRhythm>();

    public NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    public void GoTo(string address) => Navigation.NavigateTo(address);
}
