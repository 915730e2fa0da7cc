using System.Security.Cryptography;

namespace IoTConsole.Provisioning.Authorities;

/// <summary>Where the key-encryption key comes from: the settings, else a file that only its owner can read.</summary>
internal sealed class KeyFile(PkiSettings settings, string dataDirectory)
{
    public string Path { get; } = System.IO.Path.Combine(dataDirectory, "pki.key");

    /// <param name="makeWhenMissing">Only while nothing is sealed yet: a fresh key would open nothing.</param>
    /// <exception cref="KeySafeFault">There is no usable key, and things are sealed.</exception>
    public KeySafe Open(bool makeWhenMissing)
    {
        if (!string.IsNullOrWhiteSpace(settings.KeyEncryptionKey)) return new KeySafe(KeySafe.ReadKey(settings.KeyEncryptionKey) ?? throw new KeySafeFault());
        if (!File.Exists(Path))
        {
            if (!makeWhenMissing) throw new KeySafeFault();
            Make();
        }

        return new KeySafe(KeySafe.ReadKey(File.ReadAllText(Path)) ?? throw new KeySafeFault());
    }

    private void Make()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using var file = new StreamWriter(Path, options);
            file.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }
        catch (IOException) when (File.Exists(Path))
        {
            // Somebody was quicker; theirs is read.
        }
    }
}
