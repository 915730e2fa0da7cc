using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Authorities;

public class EmbeddedAuthorityTests
{
    [Fact]
    public async Task Keys_are_sealed_at_rest_and_the_key_file_is_its_owners_alone()
    {
        await using var estate = await Estate.StartAsync();
        var file = Path.Combine(estate.Console.DataDirectory, "pki.key");

        var rows = await estate.Console.LookAsync(db => db.Set<OwnAuthority>().ToListAsync());

        Assert.Equal([OwnAuthorityKind.Root, OwnAuthorityKind.Intermediate], rows.Select(r => r.Kind).Order());
        var safe = new KeySafe(Convert.FromBase64String(await File.ReadAllTextAsync(file)));
        foreach (var row in rows)
        {
            using var plain = ECDsa.Create();
            Assert.ThrowsAny<CryptographicException>(() => plain.ImportPkcs8PrivateKey(row.SealedKey, out _));
            plain.ImportPkcs8PrivateKey(safe.Open(row.SealedKey, row.Id), out _);
            Assert.Equal(-1, row.SealedKey.AsSpan().IndexOf(plain.ExportParameters(true).D));
            Assert.Throws<KeySafeFault>(() => safe.Open(row.SealedKey, Guid.CreateVersion7()));
        }

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_its_key_encryption_key_the_console_says_so_and_makes_no_other(bool anotherKey)
    {
        await using var estate = await Estate.StartAsync();
        var file = Path.Combine(estate.Console.DataDirectory, "pki.key");
        if (anotherKey) await File.WriteAllTextAsync(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        else File.Delete(file);

        using var restarted = new EmbeddedAuthority(
            estate.Console.Services.GetRequiredService<IDbContextFactory<ConsoleDb>>(), estate.Console.Services.GetRequiredService<KeyFile>(),
            estate.Console.Services.GetRequiredService<PkiSettings>(), estate.Console.Services.GetRequiredService<ClockWatch>(), estate.Console.Clock);

        var fault = await Assert.ThrowsAsync<KeySafeFault>(() => restarted.OpenAsync(default));
        Assert.Contains("pki.key", fault.Message, StringComparison.Ordinal);
        Assert.Equal(anotherKey, File.Exists(file));
    }

    [Fact]
    public async Task A_key_from_the_settings_leaves_no_file()
    {
        await using var estate = await Estate.StartAsync(settings: new Dictionary<string, string?> { ["Pki:KeyEncryptionKey"] = Convert.ToBase64String(new byte[32]) });

        Assert.False(File.Exists(Path.Combine(estate.Console.DataDirectory, "pki.key")));
        Assert.True(estate.Console.Services.GetRequiredService<EmbeddedAuthority>().IsOpen);
    }

    [Fact]
    public async Task A_restart_opens_the_same_authority()
    {
        await using var estate = await Estate.StartAsync();
        var services = estate.Console.Services;

        using var restarted = new EmbeddedAuthority(
            services.GetRequiredService<IDbContextFactory<ConsoleDb>>(), services.GetRequiredService<KeyFile>(), services.GetRequiredService<PkiSettings>(), services.GetRequiredService<ClockWatch>(), estate.Console.Clock);
        await restarted.OpenAsync(default);

        Assert.Equal(services.GetRequiredService<EmbeddedAuthority>().Root.RawData, restarted.Root.RawData);
        Assert.Equal(services.GetRequiredService<EmbeddedAuthority>().Intermediate.RawData, restarted.Intermediate.RawData);
    }

    [Fact]
    public async Task With_a_wrong_clock_the_servers_certificate_is_good_for_devices_whose_clock_is_right_and_so_it_is_afterwards()
    {
        await using var estate = await Estate.StartAsync();
        var server = estate.Console.Services.GetRequiredService<ServerIdentity>();
        estate.Console.Services.GetRequiredService<ClockWatch>().Look();
        foreach (var days in new[] { 365, 0, -365, 0 })
        {
            estate.Console.Hands.Leap = TimeSpan.FromDays(days);
            var right = estate.Console.Clock.GetUtcNow().UtcDateTime;
            Assert.InRange(right, server.Certificate.NotBefore.ToUniversalTime(), server.Certificate.NotAfter.ToUniversalTime());
            Assert.Same(server.Certificate, server.Certificate); // not one for each handshake
        }
    }

    [Fact]
    public async Task The_servers_certificate_has_every_name_and_is_renewed_by_RenewServerCertificates_in_its_last_third()
    {
        await using var estate = await Estate.StartAsync(settings: new Dictionary<string, string?> { ["Pki:Names"] = "iot.example.org; 192.0.2.7" });
        var identity = estate.Console.Services.GetRequiredService<IServerIdentity>();
        var first = identity.Certificate;

        var names = first.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(["localhost", "iot.example.org"], names.EnumerateDnsNames());
        Assert.Equal(["127.0.0.1", "::1", "192.0.2.7"], names.EnumerateIPAddresses().Select(a => a.ToString()));
        Assert.True(first.HasPrivateKey);
        Assert.Single(identity.Chain);

        estate.Console.Clock.Advance(TimeSpan.FromDays(39));
        await estate.Console.RunJobAsync("provisioning.renew-server-certificates");
        Assert.Same(first, identity.Certificate);
        estate.Console.Clock.Advance(TimeSpan.FromDays(2));
        await estate.Console.RunJobAsync("provisioning.renew-server-certificates");
        Assert.NotEqual(first.SerialNumber, identity.Certificate.SerialNumber);
        Assert.True(identity.Certificate.NotAfter > first.NotAfter);
    }

    [Fact]
    public void Settings_with_faults_are_refused_in_words()
    {
        static string[] Faults(PkiSettings settings)
        {
            var found = new List<System.ComponentModel.DataAnnotations.ValidationResult>();
            System.ComponentModel.DataAnnotations.Validator.TryValidateObject(settings, new(settings), found, true);
            return found.Select(f => f.ErrorMessage!).ToArray();
        }

        Assert.Empty(Faults(new PkiSettings()));
        Assert.Contains("32 bytes", Assert.Single(Faults(new PkiSettings { KeyEncryptionKey = "short" })), StringComparison.Ordinal);
        Assert.Single(Faults(new PkiSettings { DeviceDays = 0 }));
        Assert.Single(Faults(new PkiSettings { RootYears = 2, IntermediateYears = 5 }));
    }
}
