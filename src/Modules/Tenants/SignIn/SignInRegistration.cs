using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Tenants.SignIn;

/// <summary>ASP.NET Core Identity with our people, our cookie, and API keys beside it.</summary>
internal static class SignInRegistration
{
    private const string Either = "CookieOrKey";

    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<SessionRecords>();
        services.AddScoped<SignInDb>().AddScoped<IUserStore<Person>, PersonStore>();
        services.AddScoped<IPasswordValidator<Person>, PersonRules>();
        services.AddIdentityCore<Person>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                identity.User.AllowedUserNameCharacters = "";
                identity.Lockout.MaxFailedAccessAttempts = 5;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
                identity.Tokens.AuthenticatorIssuer = "IoTConsole";
            })
            .AddSignInManager<PersonSignIn>()
            .AddTokenProvider<AuthenticatorTokenProvider<Person>>(TokenOptions.DefaultAuthenticatorProvider);
        var authentication = services.AddAuthentication(Either);
        authentication
            .AddPolicyScheme(Either, null, o => o.ForwardDefaultSelector = http =>
                KeyAuthentication.IsPresented(http.Request) ? KeyAuthentication.SchemeName : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, null);
        authentication.AddIdentityCookies();
        return services
            .Configure<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme, Session)
            .Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme, o => o.Cookie.Name = "iotc.second")
            .AddScoped<SignInWithPassword>()
            .AddScoped<SignInWithSecondFactor>()
            .AddScoped<SignInWithPasskey>()
            .Configure<IdentityPasskeyOptions>(o =>
            {
                // The device asks for a finger, a face or a PIN, and finds the key without being told for whom.
                o.UserVerificationRequirement = "required";
                o.ResidentKeyRequirement = "required";
            });
    }

    private static void Session(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "iotc.session";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
        cookie.SlidingExpiration = true;
        cookie.LoginPath = "/signin";
        cookie.LogoutPath = "/signout";
        cookie.AccessDeniedPath = "/not-permitted";
        cookie.ReturnUrlParameter = "from";

        // Identity would compare the security stamp every half hour; UseCaller does it on every request.
        cookie.Events.OnValidatePrincipal = _ => Task.CompletedTask;
        cookie.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        cookie.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
    }

    // A program gets a status, a person a page.
    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Path.StartsWithSegments("/api")) context.Response.StatusCode = status;
        else context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
