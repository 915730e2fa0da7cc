using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>Which keys count, wherever one comes in: a device's request, a maker's certificate, an authority.</summary>
internal static class KeyStrength
{
    public static bool IsEnough(PublicKey key)
    {
        try
        {
            using var rsa = key.GetRSAPublicKey();
            if (rsa is not null) return rsa.KeySize is >= 2048 and <= 4096;
            using var elliptic = key.GetECDsaPublicKey();
            return elliptic?.ExportParameters(false).Curve.Oid.Value is "1.2.840.10045.3.1.7" or "1.3.132.0.34";
        }
        catch (CryptographicException)
        {
            // A curve that nobody here knows, or a key that is none.
            return false;
        }
    }
}
