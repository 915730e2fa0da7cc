using IoTConsole.Infrastructure.Counting;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Identity;

namespace IoTConsole.Tenants.SignIn;

/// <summary>The second step: a code of the authenticator app, or one of the recovery codes, each of which works once.</summary>
internal sealed class SignInWithSecondFactor(SignInManager<Person> signIn, Refusals refusals, TimeProvider clock)
{
    internal sealed record Input(string Code, bool Remember);

    /// <summary>False when the first step was not taken or is too long ago.</summary>
    public async Task<bool> IsExpectedAsync() => await signIn.GetTwoFactorAuthenticationUserAsync() is not null;

    public async Task<Result<Done>> RunAsync(Input ask, CancellationToken ct)
    {
        var person = await signIn.GetTwoFactorAuthenticationUserAsync();
        if (person is null) return TenantsProblems.SignInAgain;
        var code = new string(ask.Code.Where(char.IsLetterOrDigit).ToArray());
        var result = code.Length == 6
            ? await signIn.TwoFactorAuthenticatorSignInAsync(code, ask.Remember, rememberClient: false)
            : await signIn.TwoFactorRecoveryCodeSignInAsync(ask.Code.Trim());
        if (!result.Succeeded)
        {
            refusals.Count("sign-in", result.IsLockedOut ? "locked-out" : "wrong-code", person.TenantId);
            return result.IsLockedOut ? TenantsProblems.LockedOut : TenantsProblems.WrongCode;
        }

        person.LastSignInAt = clock.GetUtcNow();
        await signIn.UserManager.UpdateAsync(person);
        return Done.It;
    }
}
