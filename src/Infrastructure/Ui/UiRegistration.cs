using IoTConsole.Infrastructure.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IoTConsole.Infrastructure.Ui;

internal static class UiRegistration
{
    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        services.TryAddScoped<CircuitAccess>();
        return services.AddScoped<PageTroubles>().AddScoped<Toasts>().AddScoped<PageKeys>().AddScoped<OwnTimes>().AddScoped<OwnNotices>().AddScoped<CircuitRhythm>();
    }
}
