using IoTConsole.Infrastructure.Counting;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Identity;

namespace IoTConsole.Tenants.SignIn;

/// <summary>The first step. One answer for every failure, so that it tells nobody which addresses have an account.</summary>
internal sealed class SignInWithPassword(SignInManager<Person> signIn, IPasswordHasher<Person> hasher, Refusals refusals, TimeProvider clock)
{
    internal sealed record Input(string Email, string Password, bool Remember);

    internal enum Next
    {
        Inside,
        SecondFactor,
    }

    public async Task<Result<Next>> RunAsync(Input ask, CancellationToken ct)
    {
        var person = await signIn.UserManager.FindByNameAsync(ask.Email.Trim());
        if (person is null)
        {
            // As long as for a known address: the time must not tell either.
            hasher.HashPassword(new Person(), ask.Password);
            return Refused("unknown-address");
        }

        var result = await signIn.PasswordSignInAsync(person, ask.Password, ask.Remember, lockoutOnFailure: true);
        if (result.RequiresTwoFactor) return Next.SecondFactor;
        if (!result.Succeeded) return Refused(result.IsLockedOut ? "locked-out" : result.IsNotAllowed ? "blocked" : "wrong-password", person.TenantId);
        person.LastSignInAt = clock.GetUtcNow();
        await signIn.UserManager.UpdateAsync(person);
        return Next.Inside;
    }

    private Problem Refused(string reason, Guid? tenant = null)
    {
        refusals.Count("sign-in", reason, tenant);
        return TenantsProblems.NotSignedIn;
    }
}
