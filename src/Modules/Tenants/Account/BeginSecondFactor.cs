using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Identity;
using QRCoder;

namespace IoTConsole.Tenants.Account;

/// <summary>A fresh secret for an authenticator app. Nothing is demanded at sign-in until a first code confirmed it.</summary>
internal sealed class BeginSecondFactor(SignInManager<Person> signIn, Caller caller)
{
    /// <param name="Key">Base32, in groups of four, for typing.</param>
    /// <param name="QrPng">The same as a picture: a PNG as a data address.</param>
    internal sealed record Secret(string Key, string QrPng);

    public async Task<Result<Secret>> RunAsync(CancellationToken ct)
    {
        var people = signIn.UserManager;
        var person = await people.FindByIdAsync(caller.Actor.Id.ToString());
        if (person is null) return TenantsProblems.NoPerson;
        if (person.TwoFactorEnabled) return TenantsProblems.SecondFactorOn;
        await people.ResetAuthenticatorKeyAsync(person);
        await signIn.RefreshSignInAsync(person);
        return await ShowAsync(people, person);
    }

    /// <summary>The secret under way, for the page that asks for the first code again. Null when none is.</summary>
    public async Task<Secret?> ContinueAsync()
    {
        var person = await signIn.UserManager.FindByIdAsync(caller.Actor.Id.ToString());
        return person is null || person.TwoFactorEnabled || await signIn.UserManager.GetAuthenticatorKeyAsync(person) is null
            ? null
            : await ShowAsync(signIn.UserManager, person);
    }

    private static async Task<Secret> ShowAsync(UserManager<Person> people, Person person)
    {
        var key = (await people.GetAuthenticatorKeyAsync(person))!;
        var address = $"otpauth://totp/IoTConsole:{Uri.EscapeDataString(person.Email!)}?secret={key}&issuer=IoTConsole&digits=6";
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(code);
        return new Secret(string.Join(' ', key.Chunk(4).Select(c => new string(c))), "data:image/png;base64," + Convert.ToBase64String(png.GetGraphic(6, drawQuietZones: false)));
    }
}
