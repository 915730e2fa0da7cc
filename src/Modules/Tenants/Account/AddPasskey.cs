using System.Text.Json;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.SignIn;
using Microsoft.AspNetCore.Identity;

namespace IoTConsole.Tenants.Account;

/// <summary>Demands the password: whoever finds an open session must not be able to give themselves a key.</summary>
internal sealed class AddPasskey(SignInManager<Person> signIn, Caller caller)
{
    public const int Most = 20;

    /// <param name="Credential">The browser's answer, as JSON.</param>
    internal sealed record Input(string Password, string Name, string Credential);

    /// <summary>What the browser needs for making one. Binds the answer to this session by a cookie. Null when no more are taken.</summary>
    public async Task<string?> AskAsync()
    {
        var person = await signIn.UserManager.FindByIdAsync(caller.Actor.Id.ToString());
        if (person is null || (await signIn.UserManager.GetPasskeysAsync(person)).Count >= Most) return null;
        return await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = person.Id.ToString(), Name = person.Email!, DisplayName = person.DisplayName });
    }

    public async Task<Result<Done>> RunAsync(Input ask, CancellationToken ct)
    {
        var people = signIn.UserManager;
        var person = await people.FindByIdAsync(caller.Actor.Id.ToString());
        if (person is null) return TenantsProblems.NoPerson;
        if (RefuseName(ask.Name) is { } wrong) return wrong;
        var known = await signIn.CheckPasswordSignInAsync(person, ask.Password, lockoutOnFailure: true);
        if (known.IsLockedOut) return TenantsProblems.LockedOut;
        if (!known.Succeeded) return TenantsProblems.WrongPassword;
        try
        {
            var made = await signIn.PerformPasskeyAttestationAsync(ask.Credential);
            if (!made.Succeeded || made.UserEntity.Id != person.Id.ToString() || made.Passkey.CredentialId.Length > Passkey.LongestId) return TenantsProblems.PasskeyRefused;
            made.Passkey.Name = ask.Name.Trim();
            return (await people.AddOrUpdatePasskeyAsync(person, made.Passkey)).Succeeded ? Done.It : TenantsProblems.PasskeyRefused;
        }
        catch (Exception fault) when (fault is InvalidOperationException or JsonException or FormatException or PasskeyException)
        {
            return TenantsProblems.PasskeyRefused;
        }
    }

    public static Problem? RefuseName(string name) => name.Trim().Length is 0 or > 60 ? TenantsProblems.PasskeyName : null;
}
