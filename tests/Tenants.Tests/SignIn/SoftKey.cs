using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IoTConsole.Tenants.Tests.SignIn;

/// <summary>A device that keeps one passkey, and lies where a test tells it to. Speaks WebAuthn level 3 with ES256 and no attestation.</summary>
internal sealed partial class SoftKey : IDisposable
{
    private const byte Present = 1, Verified = 4, BackupEligible = 8, BackedUp = 16, Attested = 64;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] Id { get; init; } = RandomNumberGenerator.GetBytes(32);

    public uint Count { get; set; } = 1;

    /// <summary>Whether it asks for a finger, a face or a PIN.</summary>
    public bool Verifies { get; set; } = true;

    public string Origin { get; set; } = "http://localhost";

    public string UserHandle { get; set; } = "";

    /// <summary>The answer to the page that offers to make one.</summary>
    public string Make(string page)
    {
        var ask = Asked(page, "create");
        UserHandle = ask["user"]!["id"]!.GetValue<string>();
        var point = _key.ExportParameters(false).Q;
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] data = [.. Data(ask["rp"]!["id"]!.GetValue<string>(), Attested), .. new byte[16], 0, (byte)Id.Length, .. Id, .. cose];
        byte[] attestation = [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
        return Answer(new()
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(ClientData("webauthn.create", ask)),
            ["attestationObject"] = Base64Url.EncodeToString(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>The answer to the page that asks for one.</summary>
    public string Use(string page)
    {
        var ask = Asked(page, "get");
        var client = ClientData("webauthn.get", ask);
        Count++;
        var data = Data(ask["rpId"]!.GetValue<string>(), 0);
        return Answer(new()
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["authenticatorData"] = Base64Url.EncodeToString(data),
            ["signature"] = Base64Url.EncodeToString(_key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = UserHandle,
        });
    }

    public static JsonNode Asked(string page, string what) => JsonNode.Parse(WebUtility.HtmlDecode(Question().Matches(page).Single(m => m.Groups["what"].Value == what).Groups["it"].Value))!;

    public void Dispose() => _key.Dispose();

    private byte[] Data(string party, byte more)
    {
        var data = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(party), data);
        data[32] = (byte)(Present | BackupEligible | BackedUp | (Verifies ? Verified : 0) | more);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), Count);
        return data;
    }

    private byte[] ClientData(string type, JsonNode ask) => JsonSerializer.SerializeToUtf8Bytes(new { type, challenge = ask["challenge"]!.GetValue<string>(), origin = Origin, crossOrigin = false });

    private string Answer(JsonObject response) => new JsonObject
    {
        ["id"] = Base64Url.EncodeToString(Id), ["rawId"] = Base64Url.EncodeToString(Id), ["type"] = "public-key", ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(), ["response"] = response,
    }.ToJsonString();

    [GeneratedRegex("data-passkey-(?<what>create|get)=\"(?<it>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Question();
}
