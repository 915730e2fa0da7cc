using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace IoTConsole.Infrastructure.Palette;

internal static class PaletteRegistration
{
    public static IServiceCollection AddPalette(this IServiceCollection services) => services
        .AddScoped<PaletteAnswers>()
        .AddPaletteSource<ActionsInPalette>()
        .AddPaletteSource<PagesInPalette>()
        .AddSingleton(new PaletteAction("theme-light", "Light theme", "", Icons.Material.Outlined.LightMode, null) { Theme = "light", Also = "appearance colours bright" })
        .AddSingleton(new PaletteAction("theme-dark", "Dark theme", "", Icons.Material.Outlined.DarkMode, null) { Theme = "dark", Also = "appearance colours night" })
        .AddSingleton(new PaletteAction("theme-system", "Theme of the system", "", Icons.Material.Outlined.Contrast, null) { Theme = "system", Also = "appearance automatic" })
        .AddSingleton(new PaletteAction("account", "Your account", "/account", Icons.Material.Outlined.AccountCircle, null) { IsDocument = true, Also = "password passkeys sessions settings language" })
        .AddSingleton(new PaletteAction("sign-out", "Sign out", "/signout", Icons.Material.Outlined.Logout, null) { IsDocument = true, Also = "log off leave" });
}
