using System.Security.Cryptography.X509Certificates;
using IoTConsole.Simulation.Connections;

namespace IoTConsole.Benchmarks.Parts;

/// <summary>The devices' certificates, of one factory that every broker under test trusts; made once and kept between runs.</summary>
internal sealed class Makers
{
    private static readonly string _directory = Path.Combine(Place.Artifacts, "factory");
    private readonly FactoryAuthority _factory = FactoryAuthority.Open(_directory, "Benchmark", TimeProvider.System);

    public string AuthorityFile => Path.Combine(_directory, "factory.pem");

    public string AuthorityPem => _factory.Pem;

    public X509Certificate2 Of(string deviceId) => _factory.DeviceOf(deviceId);

    /// <summary>PEM with certificate and key.</summary>
    public string FileOf(string deviceId)
    {
        Of(deviceId).Dispose();
        return Path.Combine(_directory, deviceId + ".pem");
    }
}
