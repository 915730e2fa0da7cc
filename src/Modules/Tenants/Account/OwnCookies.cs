using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;

namespace IoTConsole.Tenants.Account;

/// <summary>What the browser must know of a person's settings before the first paint; the console keeps them, the cookies only tell.</summary>
internal static class OwnCookies
{
    /// <summary>Theme and density with a dot between; theme.js reads it.</summary>
    public const string Look = "console.look";

    public static void Tell(HttpContext http, GetOwnSettings.Row own)
    {
        var kept = new CookieOptions { Path = "/", MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, IsEssential = true };
        http.Response.Cookies.Append(Look, $"{own.Theme}.{own.Density}", kept);
        if (own.Language is { } language)
            http.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)), kept);
    }
}
