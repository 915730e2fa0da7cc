using System.Text.Json;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Identity;

namespace IoTConsole.Tenants.SignIn;

/// <summary>In one step: the device has asked for a finger, a face or a PIN, so that a passkey is both factors.</summary>
internal sealed class SignInWithPasskey(SignInManager<Person> signIn, Refusals refusals)
{
    /// <summary>What the browser needs for asking. Binds the answer to this visitor by a cookie.</summary>
    public Task<string> AskAsync() => signIn.MakePasskeyRequestOptionsAsync(null);

    /// <param name="credential">The browser's answer, as JSON.</param>
    public async Task<Result<Done>> RunAsync(string credential, CancellationToken ct)
    {
        try
        {
            var owner = await OwnerAsync(credential);
            var result = await signIn.PasskeySignInAsync(credential);
            if (result.Succeeded) return Done.It;
            refusals.Count("sign-in", result.IsLockedOut ? "locked-out" : result.IsNotAllowed ? "blocked" : "wrong-passkey", owner?.TenantId);
        }
        catch (Exception fault) when (fault is InvalidOperationException or JsonException or FormatException or KeyNotFoundException or PasskeyException)
        {
            // Not an answer to what this visitor was asked, or none at all.
            refusals.Count("sign-in", "wrong-passkey", null);
        }

        return TenantsProblems.PasskeyRefused;
    }

    private async Task<Person?> OwnerAsync(string credential)
    {
        using var answer = JsonDocument.Parse(credential);
        var id = answer.RootElement.GetProperty("rawId").GetString() ?? "";
        return id.Length is 0 or > 2 * Passkey.LongestId ? null : await signIn.UserManager.FindByPasskeyIdAsync(System.Buffers.Text.Base64Url.DecodeFromChars(id));
    }
}
