using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Provisioning.Contracts;

/// <summary>
/// The certificate with which this console shows itself to devices, made by the embedded authority at the first start and renewed
/// before it expires. Ask each time: the answer changes with a renewal.
/// </summary>
public interface IServerIdentity
{
    /// <summary>The leaf with its private key. Owned by the console: do not dispose.</summary>
    X509Certificate2 Certificate { get; }

    /// <summary>The intermediates to send after the leaf. Owned by the console.</summary>
    X509Certificate2Collection Chain { get; }

    /// <summary>What devices must trust, PEM.</summary>
    string RootPem { get; }
}
