using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Simulation.Connections;

namespace IoTConsole.Simulation.Tests.Connections;

public sealed class FactoryAuthorityTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("iotconsole-test-").FullName;

    [Fact]
    public void A_device_keeps_its_identity_over_restarts_and_its_key_to_itself()
    {
        using var first = Open("one").DeviceOf("mer-b001-gw");
        using var again = Open("one").DeviceOf("mer-b001-gw");

        Assert.Equal(first.Thumbprint, again.Thumbprint);
        Assert.Equal("mer-b001-gw", first.GetNameInfo(X509NameType.SimpleName, false));
        Assert.True(again.HasPrivateKey);
        var files = Directory.GetFiles(Path.Combine(_directory, "one"));
        Assert.Equal(2, files.Length);
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in files) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_device_is_trusted_through_its_own_factory_only()
    {
        using var device = Open("one").DeviceOf("d1");

        Assert.True(Chains(device, Open("one").Pem));
        Assert.False(Chains(device, Open("two").Pem));
        Assert.DoesNotContain("PRIVATE", Open("one").Pem);
    }

    [Fact]
    public void A_broker_with_another_root_or_another_name_is_not_trusted()
    {
        using var leaf = Open("one").DeviceOf("broker");
        var target = new BrokerTarget("localhost", 1, Open("one").Pem);

        Assert.True(target.Trusts(leaf, null, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.False(target.Trusts(leaf, null, SslPolicyErrors.RemoteCertificateNameMismatch));
        Assert.False(new BrokerTarget("localhost", 1, Open("two").Pem).Trusts(leaf, null, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.False(target.Trusts(null, null, SslPolicyErrors.RemoteCertificateNotAvailable));
    }

    [Fact]
    public void Waiting_doubles_up_to_a_minute_and_is_never_the_same_for_all()
    {
        Assert.InRange(Backoff.After(1, 0.5).TotalSeconds, 1, 2);
        Assert.InRange(Backoff.After(4, 0.5).TotalSeconds, 8, 16);
        Assert.InRange(Backoff.After(500, 0.999).TotalSeconds, 30, 60);
        Assert.NotEqual(Backoff.After(6, 0.1), Backoff.After(6, 0.9));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private FactoryAuthority Open(string name) => FactoryAuthority.Open(Path.Combine(_directory, name), name, TimeProvider.System);

    private static bool Chains(X509Certificate2 device, string pem)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(pem);
        return chain.Build(device);
    }
}
