using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Identity;

namespace IoTConsole.Tenants.Account;

/// <summary>The first code proves that the app has the secret. From now on sign-in asks for one.</summary>
internal sealed class ConfirmSecondFactor(SignInManager<Person> signIn, Caller caller)
{
    public const int Codes = 10;

    /// <returns>The recovery codes, told only now; each works once in place of a code of the app.</returns>
    public async Task<Result<List<string>>> RunAsync(string code, CancellationToken ct)
    {
        var people = signIn.UserManager;
        var person = await people.FindByIdAsync(caller.Actor.Id.ToString());
        if (person is null) return TenantsProblems.NoPerson;
        if (person.TwoFactorEnabled) return TenantsProblems.SecondFactorOn;
        var digits = new string(code.Where(char.IsAsciiDigit).ToArray());
        if (!await people.VerifyTwoFactorTokenAsync(person, TokenOptions.DefaultAuthenticatorProvider, digits)) return TenantsProblems.WrongCode;
        await people.SetTwoFactorEnabledAsync(person, true);
        var codes = (await people.GenerateNewTwoFactorRecoveryCodesAsync(person, Codes))!.ToList();
        await signIn.RefreshSignInAsync(person);
        return codes;
    }
}
