using System.Security.Cryptography;
using IoTConsole.Provisioning.Authorities;

namespace IoTConsole.Provisioning.Issuers;

/// <summary>Opens the root's key for one signature; it is kept in memory by nobody.</summary>
internal sealed class RootKey(KeyFile keyFile)
{
    /// <summary>Null when the key was taken offline.</summary>
    public ECDsa? Open(OwnAuthority root)
    {
        if (root.SealedKey is not { } sealedUp) return null;
        var plain = keyFile.Open(makeWhenMissing: false).Open(sealedUp, root.Id);
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(plain, out _);
        CryptographicOperations.ZeroMemory(plain);
        return key;
    }

    public byte[] Seal(ECDsa key, Guid owner)
    {
        var plain = key.ExportPkcs8PrivateKey();
        var sealedUp = keyFile.Open(makeWhenMissing: false).Seal(plain, owner);
        CryptographicOperations.ZeroMemory(plain);
        return sealedUp;
    }
}
