using System.IO.Compression;
using System.Text;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>What an installer takes along, as one archive that never touches a disk here.</summary>
internal static class CredentialFiles
{
    /// <summary>A device id as part of a file name on any system.</summary>
    public static string NameOf(string deviceId) => deviceId.Replace(':', '-');

    public static string AsLink(string deviceId, string chainPem, string rootPem, string? keyPem)
    {
        var name = NameOf(deviceId);
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, $"{name}.crt", chainPem);
            Add(archive, "root.pem", rootPem);
            if (keyPem is not null) Add(archive, $"{name}.key", keyPem);
        }

        return "data:application/zip;base64," + Convert.ToBase64String(bytes.ToArray());
    }

    private static void Add(ZipArchive archive, string name, string text)
    {
        using var file = archive.CreateEntry(name).Open();
        file.Write(Encoding.ASCII.GetBytes(text));
    }
}
