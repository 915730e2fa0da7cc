using System.Security.Cryptography;
using System.Text;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>Seals private keys with AES-256-GCM under the key-encryption key, bound to the authority they belong to.</summary>
internal sealed class KeySafe
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly byte[] _key;

    public KeySafe(byte[] key) => _key = key.Length == 32 ? key : throw new ArgumentException("A key-encryption key has 32 bytes.");

    /// <summary>Null when the text is not 32 bytes in base64.</summary>
    public static byte[]? ReadKey(string? text)
    {
        Span<byte> bytes = stackalloc byte[48];
        return text is { Length: <= 60 } && Convert.TryFromBase64String(text.Trim(), bytes, out var written) && written == 32 ? bytes[..32].ToArray() : null;
    }

    public byte[] Seal(ReadOnlySpan<byte> secret, Guid owner)
    {
        var sealedUp = new byte[NonceSize + TagSize + secret.Length];
        RandomNumberGenerator.Fill(sealedUp.AsSpan(0, NonceSize));
        using var cipher = new AesGcm(_key, TagSize);
        cipher.Encrypt(
            sealedUp.AsSpan(0, NonceSize), secret, sealedUp.AsSpan(NonceSize + TagSize), sealedUp.AsSpan(NonceSize, TagSize), Bound(owner));
        return sealedUp;
    }

    /// <exception cref="KeySafeFault">Another key sealed it, or it was altered.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedUp, Guid owner)
    {
        if (sealedUp.Length <= NonceSize + TagSize) throw new KeySafeFault();
        var secret = new byte[sealedUp.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(_key, TagSize);
        try
        {
            cipher.Decrypt(sealedUp[..NonceSize], sealedUp[(NonceSize + TagSize)..], sealedUp.Slice(NonceSize, TagSize), secret, Bound(owner));
        }
        catch (AuthenticationTagMismatchException fault)
        {
            throw new KeySafeFault(fault);
        }

        return secret;
    }

    private static byte[] Bound(Guid owner) => Encoding.ASCII.GetBytes($"iotconsole own authority {owner:N}");
}

internal sealed class KeySafeFault(Exception? inner = null) : Exception(
    "The private keys of the embedded certificate authority cannot be opened: the key-encryption key is not the one that sealed them. "
    + "Restore the file pki.key in the data directory, or the setting Pki__KeyEncryptionKey, from the backup that belongs to this database.", inner);
