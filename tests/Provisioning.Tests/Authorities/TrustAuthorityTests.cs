using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Authorities;

public class TrustAuthorityTests
{
    private static Task<Result<Guid>> TrustAsync(Estate estate, Actor by, string pem, string pattern = "SN-[0-9]+", string name = "Maker", Guid? site = null) =>
        estate.AskAsync<TrustAuthority, Result<Guid>>(by, u => u.RunAsync(new(name, pem, new(pattern, site ?? estate.Floor.Id, "G1", true, true)), default));

    private static async Task<ListAuthorities.Rows> ListAsync(Estate estate, Actor by) =>
        (await estate.AskAsync<ListAuthorities, Result<ListAuthorities.Rows>>(by, u => u.RunAsync(default))).Value;

    [Fact]
    public async Task A_trusted_root_lets_its_devices_in_until_trust_ends()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        var id = (await TrustAsync(estate, estate.Admin, maker.RootPem)).Value;
        Assert.NotNull((await estate.ConnectAsync("SN-1", maker.Certificate("SN-1"))).Identity);
        Assert.Equal(1, Assert.Single((await ListAsync(estate, estate.Admin)).Trusted).Certificates);

        await estate.AskAsync<DistrustAuthority, Result<Done>>(estate.Admin, u => u.RunAsync(id, default));

        Assert.Equal("unknown-authority", (await estate.ConnectAsync("SN-2", maker.Certificate("SN-2"))).Reason);
        Assert.Equal(id, (await TrustAsync(estate, estate.Admin, maker.RootPem)).Value);
        Assert.NotNull((await estate.ConnectAsync("SN-2", maker.Certificate("SN-2"))).Identity);
    }

    [Fact]
    public async Task What_is_no_root_certificate_is_refused_in_words()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        var own = estate.Console.Services.GetRequiredService<IServerIdentity>().RootPem;

        async Task MustBe(string code, string pem, string pattern = "x", string name = "Maker", Guid? site = null) =>
            Assert.Equal(code, (await TrustAsync(estate, estate.Admin, pem, pattern, name, site)).Problem?.Code);

        await MustBe("provisioning.authority-unreadable", "hello");
        await MustBe("provisioning.authority-with-key", maker.RootPem + maker.RootKeyPem);
        await MustBe("provisioning.authority-not-ca", maker.Certificate("SN-1").ExportCertificatePem());
        await MustBe("provisioning.authority-not-root", maker.Certificate("Sub", authority: "TRUE").ExportCertificatePem());
        await MustBe("provisioning.authority-ours", own);
        await MustBe("provisioning.authority-name", maker.RootPem, name: " ");
        await MustBe("provisioning.pattern", maker.RootPem, "a)|(b");
        await MustBe("provisioning.pattern", maker.RootPem, @"(a)\1");
        await MustBe("provisioning.no-site", maker.RootPem, site: estate.Site("Mill", estate.Theirs).Id);
        estate.Console.Clock.Advance(TimeSpan.FromDays(365 * 6));
        await MustBe("provisioning.authority-expired", maker.RootPem);
        Assert.Empty((await ListAsync(estate, estate.Admin)).Trusted);
    }

    [Fact]
    public async Task Templates_are_added_and_removed()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        var id = (await TrustAsync(estate, estate.Admin, maker.RootPem)).Value;
        var plan = new EnrolmentTemplatePlan("SENSOR-.*", estate.Floor.Id, "S1", false, true);

        var template = await estate.AskAsync<AddTemplate, Result<Guid>>(estate.Admin, u => u.RunAsync(new(id, plan), default));
        Assert.NotNull((await estate.ConnectAsync("SENSOR-1", maker.Certificate("SENSOR-1"))).Identity);
        await estate.AskAsync<RemoveTemplate, Result<Done>>(estate.Admin, u => u.RunAsync(new(id, template.Value), default));

        Assert.Equal("no-template", (await estate.ConnectAsync("SENSOR-2", maker.Certificate("SENSOR-2"))).Reason);
    }

    [Fact]
    public async Task It_takes_an_administrator_of_the_whole_portfolio_and_of_this_tenant()
    {
        await using var estate = await Estate.StartAsync();
        using var maker = new Maker(estate.Console.Clock.GetUtcNow());
        var id = (await TrustAsync(estate, estate.Admin, maker.RootPem)).Value;
        var template = Assert.Single(Assert.Single((await ListAsync(estate, estate.Admin)).Trusted).Templates).Id;
        var plan = new EnrolmentTemplatePlan("x", estate.Floor.Id, "S1", false, true);
        var local = estate.As(Role.Administrator, "Mill");

        Assert.Equal("access.missing-permission", (await TrustAsync(estate, local, maker.RootPem)).Problem?.Code);
        Assert.Equal("access.missing-permission", (await TrustAsync(estate, estate.As(Role.RegionalManager, ""), maker.RootPem)).Problem?.Code);
        Assert.Equal("access.missing-permission", (await estate.AskAsync<AddTemplate, Result<Guid>>(local, u => u.RunAsync(new(id, plan), default))).Problem?.Code);

        Assert.Empty((await ListAsync(estate, estate.TheirAdmin)).Trusted);
        Assert.Equal("provisioning.no-authority", (await estate.AskAsync<AddTemplate, Result<Guid>>(estate.TheirAdmin, u => u.RunAsync(new(id, plan), default))).Problem?.Code);
        Assert.Equal("provisioning.no-authority", (await estate.AskAsync<DistrustAuthority, Result<Done>>(estate.TheirAdmin, u => u.RunAsync(id, default))).Problem?.Code);
        Assert.Equal("provisioning.no-template", (await estate.AskAsync<RemoveTemplate, Result<Done>>(estate.TheirAdmin, u => u.RunAsync(new(id, template), default))).Problem?.Code);
    }
}
