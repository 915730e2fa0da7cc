using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Provisioning.Gate;

internal static class CommonName
{
    private const string Oid = "2.5.4.3";

    /// <summary>Null unless the subject has exactly one: two would let a certificate be two devices.</summary>
    public static string? Of(X509Certificate2 certificate)
    {
        string? found = null;
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements || part.GetSingleElementType().Value != Oid) continue;
            if (found is not null) return null;
            found = part.GetSingleElementValue();
        }

        return found;
    }
}
