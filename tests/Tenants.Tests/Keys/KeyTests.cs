using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Tenants.Keys;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Tests.Keys;

public class KeyTests
{
    [Fact]
    public async Task A_key_is_told_once_and_kept_as_a_hash()
    {
        await using var estates = await Estates.StartAsync();
        var house = estates.Site("North/Harbour House");

        var created = (await CreateAsync(estates, "admin", new("export", Role.ServiceAccount, house.Id, null))).Value;

        Assert.Matches("^iotc_[A-Za-z0-9_-]{43}$", created.Key);
        var stored = await estates.Console.LookAsync(db => db.Set<ApiKey>().SingleAsync());
        Assert.NotEqual(created.Key, stored.Hash);
        Assert.StartsWith(stored.Prefix, created.Key, StringComparison.Ordinal);
        Assert.Equal(11, stored.Prefix.Length);
        var audit = await estates.Console.LookAsync(db => db.Set<AuditRow>().SingleAsync(a => a.Operation == "CreateKey"));
        Assert.DoesNotContain(stored.Hash, audit.After, StringComparison.Ordinal);
        var actor = await estates.Actors.ForKeyAsync(created.Key, default);
        Assert.Equal((ActorKind.Key, estates.Ours.TenantId, house.Path), (actor!.Kind, actor.TenantId, actor.Grants.Single().Path));
        Assert.NotNull((await ListAsync(estates, "admin")).Value.Single().LastUsedAt);
    }

    [Fact]
    public async Task A_revoked_expired_or_altered_key_is_nobody()
    {
        await using var estates = await Estates.StartAsync();
        var site = estates.Site("North").Id;
        var first = (await CreateAsync(estates, "admin", new("a", Role.ServiceAccount, site, null))).Value;
        var second = (await CreateAsync(estates, "admin", new("b", Role.ServiceAccount, site, estates.Console.Clock.GetUtcNow().AddHours(1)))).Value;
        Assert.NotNull(await estates.Actors.ForKeyAsync(second.Key, default));

        Assert.Null((await RevokeAsync(estates, "admin", first.Id)).Problem);
        estates.Console.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Null(await estates.Actors.ForKeyAsync(first.Key, default));
        Assert.Null(await estates.Actors.ForKeyAsync(second.Key, default));
        Assert.Null(await estates.Actors.ForKeyAsync("iotc_" + new string('A', 43), default));
        Assert.Null(await estates.Actors.ForKeyAsync("", default));
    }

    [Fact]
    public async Task A_key_never_goes_beyond_its_maker_and_stays_in_its_tenant()
    {
        await using var estates = await Estates.StartAsync();
        var north = estates.Site("North").Id;
        var theirs = (await estates.AskAsync<CreateKey, Result<CreateKey.Created>>(
            "admin", c => c.RunAsync(new("export", Role.ServiceAccount, estates.Site("North", estates.Theirs).Id, null), default), estates.Theirs)).Value;

        Assert.Equal("tenants.beyond-your-grants", (await CreateAsync(estates, "north", new("k", Role.Administrator, north, null))).Problem?.Code);
        Assert.Equal("tenants.no-site", (await CreateAsync(estates, "north", new("k", Role.Operator, estates.Site("South").Id, null))).Problem?.Code);
        Assert.Equal("access.missing-permission", (await CreateAsync(estates, "operator", new("k", Role.Analyst, estates.Site("North/Harbour House").Id, null))).Problem?.Code);
        Assert.Equal("tenants.no-site", (await CreateAsync(estates, "admin", new("k", Role.Operator, estates.Site("North", estates.Theirs).Id, null))).Problem?.Code);
        Assert.Equal("tenants.key-expiry", (await CreateAsync(estates, "admin", new("k", Role.Operator, north, estates.Console.Clock.GetUtcNow()))).Problem?.Code);
        Assert.Equal("tenants.no-key", (await RevokeAsync(estates, "admin", theirs.Id)).Problem?.Code);
        Assert.Empty((await ListAsync(estates, "admin")).Value);
    }

    private static Task<Result<CreateKey.Created>> CreateAsync(Estates e, string who, CreateKey.Input ask) =>
        e.AskAsync<CreateKey, Result<CreateKey.Created>>(who, u => u.RunAsync(ask, default));

    private static Task<Result<Done>> RevokeAsync(Estates e, string who, Guid id) => e.AskAsync<RevokeKey, Result<Done>>(who, u => u.RunAsync(id, default));

    private static Task<Result<List<ListKeys.Row>>> ListAsync(Estates e, string who) => e.AskAsync<ListKeys, Result<List<ListKeys.Row>>>(who, u => u.RunAsync(default));
}
