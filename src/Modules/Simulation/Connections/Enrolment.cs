using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Simulation.Connections;

/// <summary>Where the devices of a verb have their identity from: an API key, or a factory that the console trusts.</summary>
internal sealed class Enrolment(ApiEnrolment? api, FactoryAuthority? factory, string host, int port, string? roots) : IDisposable
{
    public static readonly string[] Names = ["--to", "--api", "--key", "--site", "--identities", "--factory", "--root"];

    /// <exception cref="FormatException">Neither or not all of it was given.</exception>
    public static Enrolment From(Words words, TimeProvider clock)
    {
        var (host, port) = BrokerTarget.Split(words.Text("--to") ?? "localhost:8883");
        var roots = words.Text("--root") is { } file ? File.ReadAllText(file) : null;
        if (words.Text("--factory") is { } directory)
        {
            if (roots is null) throw new FormatException("--factory needs --root, the PEM file of what devices must trust.");
            return new Enrolment(null, FactoryAuthority.Open(directory, "Simulation", clock), host, port, roots);
        }

        if (words.Text("--key") is not { } key) throw new FormatException("--key is missing: an API key that may register devices. Or --factory and --root.");
        var site = words.Text("--site") is { } text ? Guid.TryParse(text, out var id) ? id : throw new FormatException("--site needs the id of a site.") : (Guid?)null;
        var address = new Uri(words.Text("--api") ?? "http://localhost:5080");
        return new Enrolment(ApiEnrolment.Open(address, key, words.Text("--identities") ?? Path.Combine("data", "identities"), site), null, host, port, roots);
    }

    public void Dispose() => api?.Dispose();

    public async Task<DeviceConnection> ConnectionOfAsync(string deviceId, string model, CancellationToken ct)
    {
        X509Certificate2 certificate = factory is not null ? factory.DeviceOf(deviceId) : await api!.DeviceOfAsync(deviceId, model, ct);
        return new DeviceConnection(deviceId, new BrokerTarget(host, port, roots ?? api!.Root!), certificate);
    }
}
