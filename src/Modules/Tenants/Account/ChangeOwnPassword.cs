using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Identity;

namespace IoTConsole.Tenants.Account;

/// <summary>Ends every other session of the person; this one goes on.</summary>
internal sealed class ChangeOwnPassword(SignInManager<Person> signIn, Caller caller)
{
    internal sealed record Input(string Current, string New);

    public async Task<Result<Done>> RunAsync(Input ask, CancellationToken ct)
    {
        var person = await signIn.UserManager.FindByIdAsync(caller.Actor.Id.ToString());
        if (person is null) return TenantsProblems.NoPerson;
        if (PersonRules.RefusePassword(ask.New, person.Email) is { } weak) return weak with { Field = "new" };

        // Counted like a sign-in: an open session must not become a place to guess at.
        var known = await signIn.CheckPasswordSignInAsync(person, ask.Current, lockoutOnFailure: true);
        if (known.IsLockedOut) return TenantsProblems.LockedOut;
        if (!known.Succeeded) return TenantsProblems.WrongPassword;
        var changed = await signIn.UserManager.ChangePasswordAsync(person, ask.Current, ask.New);
        if (!changed.Succeeded) return TenantsProblems.WrongPassword;
        await signIn.RefreshSignInAsync(person);
        return Done.It;
    }
}
