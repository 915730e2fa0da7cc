using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Identity;

namespace IoTConsole.Tenants.Account;

/// <summary>Demands the password: whoever finds an open session must not be able to take the second lock off.</summary>
internal sealed class RemoveSecondFactor(SignInManager<Person> signIn, Caller caller)
{
    public async Task<Result<Done>> RunAsync(string password, CancellationToken ct)
    {
        var people = signIn.UserManager;
        var person = await people.FindByIdAsync(caller.Actor.Id.ToString());
        if (person is null) return TenantsProblems.NoPerson;
        var known = await signIn.CheckPasswordSignInAsync(person, password, lockoutOnFailure: true);
        if (known.IsLockedOut) return TenantsProblems.LockedOut;
        if (!known.Succeeded) return TenantsProblems.WrongPassword;
        await people.SetTwoFactorEnabledAsync(person, false);
        await people.ResetAuthenticatorKeyAsync(person);
        await signIn.RefreshSignInAsync(person);
        return Done.It;
    }
}
