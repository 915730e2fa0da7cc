using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Identity;

namespace IoTConsole.Tenants.Account;

/// <summary>Ten new codes; the old ones stop working. Demands the password, like taking the second factor away.</summary>
internal sealed class RenewRecoveryCodes(SignInManager<Person> signIn, Caller caller)
{
    public async Task<Result<List<string>>> RunAsync(string password, CancellationToken ct)
    {
        var people = signIn.UserManager;
        var person = await people.FindByIdAsync(caller.Actor.Id.ToString());
        if (person is null) return TenantsProblems.NoPerson;
        if (!person.TwoFactorEnabled) return TenantsProblems.SecondFactorOff;
        var known = await signIn.CheckPasswordSignInAsync(person, password, lockoutOnFailure: true);
        if (known.IsLockedOut) return TenantsProblems.LockedOut;
        if (!known.Succeeded) return TenantsProblems.WrongPassword;
        return (await people.GenerateNewTwoFactorRecoveryCodesAsync(person, ConfirmSecondFactor.Codes))!.ToList();
    }
}
