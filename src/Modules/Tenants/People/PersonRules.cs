using System.Net.Mail;
using System.Security.Cryptography;
using IoTConsole.Infrastructure.Results;
using Microsoft.AspNetCore.Identity;

namespace IoTConsole.Tenants.People;

/// <summary>What an address, a name and a password must be. Length counts for more than strange characters, so none are asked for.</summary>
internal sealed class PersonRules : IPasswordValidator<Person>
{
    public const int ShortestPassword = 10;
    public const int LongestPassword = 200;
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    public static Problem? RefuseName(string? name) => string.IsNullOrWhiteSpace(name) || name.Trim().Length > 100 ? TenantsProblems.PersonName : null;

    public static Problem? RefuseEmail(string? email) =>
        email is { Length: <= 256 } && MailAddress.TryCreate(email.Trim(), out var parsed) && parsed.Address == email.Trim() ? null : TenantsProblems.Email;

    public static Problem? RefusePassword(string? password, string? email)
    {
        if (password is null || password.Length is < ShortestPassword or > LongestPassword) return TenantsProblems.PasswordLength;
        if (password.Distinct().Count() < 5) return TenantsProblems.PasswordTooPlain;
        var own = email?.Split('@')[0];
        return own is { Length: >= 4 } && password.Contains(own, StringComparison.OrdinalIgnoreCase) ? TenantsProblems.PasswordHasName : null;
    }

    /// <summary>Four groups of four: eighty random bits that can be read over the telephone.</summary>
    public static string NewPassword() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));

    public Task<IdentityResult> ValidateAsync(UserManager<Person> manager, Person user, string? password) => Task.FromResult(
        RefusePassword(password, user.Email) is { } refused
            ? IdentityResult.Failed(new IdentityError { Code = refused.Code, Description = refused.Message })
            : IdentityResult.Success);
}
