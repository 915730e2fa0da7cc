using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Gate;
using IoTConsole.Provisioning.Groups;
using IoTConsole.Provisioning.Tests.Est;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Groups;

public class GroupTests
{
    public static TheoryData<string> Engines => [.. TestConsole.Engines()];

    [Fact]
    public async Task A_device_enrols_by_curl_with_a_key_that_openssl_worked_out_and_connects()
    {
        await using var est = await EstServer.StartAsync();
        var group = await MakeAsync(est.Estate);
        var key = OpensslKey(est, group.PrimaryKey, "SN-1");

        var enrolled = est.Curl($"{group.Id:N}/simpleenroll", body: est.Request("SN-1", "SN-1"), user: $"SN-1:{key}");
        using var certificate = est.Keep(enrolled, "SN-1");

        var device = est.Estate.Directory.FindByDeviceId("SN-1")!;
        Assert.Equal((LifecycleState.Provisioned, "K1", "pilot", est.Estate.Site("Mill").Path), (device.State, device.Model, device.Tags.Single(), device.SitePath));
        Assert.NotNull((await est.Estate.ConnectAsync("SN-1", certificate)).Identity);
        Assert.Equal(202, est.Curl("simplereenroll", "SN-1", est.Request("next", "SN-1")).Code);

        // It lost its certificate: the key is still its own. A signature does as well, and so does the secondary key.
        Assert.Equal(200, est.Curl($"{group.Id:N}/simpleenroll", body: est.Request("again", "SN-1"), user: $"SN-1:{Signature(key, group.Id, "SN-1", est.Now.AddHours(1))}").Code);
        Assert.Equal(200, est.Curl($"{group.Id:N}/simpleenroll", body: est.Request("SN-2", "SN-2"), user: $"SN-2:{OpensslKey(est, group.SecondaryKey, "SN-2")}").Code);
        Assert.Equal((2, ListGroups.Standing.Open), ((await RowAsync(est.Estate, group.Id)).Enrolled, (await RowAsync(est.Estate, group.Id)).Standing));
        Assert.Equal(key, (await est.Estate.AskAsync<DeriveDeviceKey, Result<string>>(est.Estate.Admin, u => u.RunAsync(new(group.Id, "SN-1"), default))).Value);
    }

    [Fact]
    public async Task Whoever_has_no_key_is_asked_for_one_and_a_wrong_one_is_told_from_nothing_else()
    {
        await using var est = await EstServer.StartAsync();
        var group = await MakeAsync(est.Estate);
        var body = est.Request("SN-1", "SN-1");
        var right = Convert.ToBase64String(GroupKey.Derive(Convert.FromBase64String(group.PrimaryKey), "SN-1"));
        (int Code, string Word) Ask(string? user, Guid? of = null)
        {
            var reply = est.Curl($"{of ?? group.Id:N}/simpleenroll", body: body, user: user);
            Assert.Equal(reply.Code == 401, reply.Headers.Contains("WWW-Authenticate: Basic", StringComparison.Ordinal));
            return (reply.Code, reply.Body);
        }

        Assert.Equal((401, "no-certificate"), Ask(null));
        Assert.Equal((401, "wrong-key"), Ask("SN-1:" + Convert.ToBase64String(new byte[32])));
        Assert.Equal((401, "wrong-key"), Ask("SN-2:" + right));
        Assert.Equal((401, "wrong-key"), Ask("SN-1:" + right, Guid.CreateVersion7()));
        Assert.Equal((401, "wrong-key"), Ask("SN-1:" + group.PrimaryKey));
        Assert.Equal((403, "no-template"), Ask("other:" + Convert.ToBase64String(GroupKey.Derive(Convert.FromBase64String(group.PrimaryKey), "other"))));
        Assert.Empty(est.Estate.Directory.All);
        Assert.Equal(4, est.Refused("wrong-key"));

        // A renewal shows the certificate that is renewed: a key does not.
        Assert.Equal(401, est.Curl($"{group.Id:N}/simplereenroll", body: body, user: "SN-1:" + right).Code);
        Assert.Equal((200, true), (est.Curl($"{group.Id:N}/simpleenroll", body: body, user: "SN-1:" + right).Code, est.Estate.Directory.FindByDeviceId("SN-1") is not null));
    }

    [Fact]
    public void A_signature_counts_in_every_form_that_clients_write_it_and_no_longer_than_it_says()
    {
        var (group, now) = (Guid.CreateVersion7(), DateTimeOffset.UnixEpoch.AddYears(56));

        // A key whose signature has a plus in it, for a plus that is not escaped must stay one.
        var key = Enumerable.Range(0, 1_000).Select(i => SHA256.HashData(BitConverter.GetBytes(i))).First(k => Parts(k, group, now.AddHours(1)).Signature.Contains('+', StringComparison.Ordinal));
        var (about, signature, until) = Parts(key, group, now.AddHours(1));
        var escaped = Uri.EscapeDataString(about);
        var ofEscaped = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{escaped}\n{until}")));
        bool Counts(string fields) => GroupKey.Proves("SharedAccessSignature " + fields, key, GroupKey.Resource(group, "SN-1"), now);
        string At(DateTimeOffset end) => Parts(key, group, end) is var p ? $"sr={p.About}&sig={Uri.EscapeDataString(p.Signature)}&se={p.Until}" : "";

        Assert.True(Counts($"sr={about}&sig={Uri.EscapeDataString(signature)}&skn=registration&se={until}"));
        Assert.True(Counts($"se={until}&sig={signature}&sr={about}"));
        Assert.True(Counts($"sr={escaped}&se={until}&sig={Uri.EscapeDataString(ofEscaped)}"));
        Assert.False(Counts($"sr={escaped}&se={until}&sig={Uri.EscapeDataString(signature)}"));
        Assert.False(Counts($"sr={about.Replace("SN-1", "SN-2", StringComparison.Ordinal)}&se={until}&sig={signature}"));
        Assert.False(Counts($"sr={about}&se={until}0&sig={signature}"));
        Assert.True(Counts(At(now.AddMinutes(-4))));
        Assert.False(Counts(At(now.AddMinutes(-6))));
        Assert.False(Counts(At(now.AddDays(8))));
        Assert.False(Counts($"sr={about}&se={until}"));
        Assert.False(Counts("nonsense"));
    }

    [Fact]
    public async Task A_group_opens_closes_stops_and_fills_up_and_who_is_in_stays_in()
    {
        await using var estate = await Estate.StartAsync();
        var now = estate.Console.Clock.GetUtcNow();
        var group = await MakeAsync(estate, new(now.AddHours(1), now.AddHours(3), Quota: 2));
        Task<string?> ComeAsync(string device) => JudgeAsync(estate, group, device);

        Assert.Equal(("enrolment-not-open", ListGroups.Standing.NotOpenYet), (await ComeAsync("SN-1"), (await RowAsync(estate, group.Id)).Standing));
        estate.Console.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await ComeAsync("SN-1"));
        await ChangeAsync(estate, group.Id, new(now.AddHours(1), now.AddHours(3), 2, Stopped: true));
        Assert.Equal(("enrolment-stopped", ListGroups.Standing.Stopped), (await ComeAsync("SN-2"), (await RowAsync(estate, group.Id)).Standing));
        await ChangeAsync(estate, group.Id, new(now.AddHours(1), now.AddHours(3), 2));

        // A planned device counts as one, and a second time as none.
        await estate.RegisterAsync("SN-2");
        Assert.Null(await ComeAsync("SN-2"));
        Assert.Null(await ComeAsync("SN-2"));
        Assert.Equal(("enrolment-full", ListGroups.Standing.Full), (await ComeAsync("SN-3"), (await RowAsync(estate, group.Id)).Standing));
        await ChangeAsync(estate, group.Id, new(now.AddHours(1), now.AddHours(3), 3));
        estate.Console.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(("enrolment-closed", ListGroups.Standing.Closed), (await ComeAsync("SN-3"), (await RowAsync(estate, group.Id)).Standing));
        Assert.Null(await ComeAsync("SN-1"));
        Assert.Equal(2, (await RowAsync(estate, group.Id)).Enrolled);
    }

    [Fact]
    public async Task The_limits_hold_for_a_makers_certificates_just_as_well()
    {
        await using var estate = await Estate.StartAsync();
        var now = estate.Console.Clock.GetUtcNow();
        using var maker = new Maker(now);
        await estate.TrustAsync(maker.RootPem);
        var group = (await ListAsync(estate, estate.Admin)).Items.Single();
        await ChangeAsync(estate, group.Id, new(ClosesAt: now.AddHours(1), Quota: 1), "Boxes of March");
        using var first = maker.Certificate("SN-1");
        using var second = maker.Certificate("SN-2");

        Assert.NotNull((await estate.ConnectAsync("SN-1", first)).Identity);
        Assert.Equal("enrolment-full", (await estate.ConnectAsync("SN-2", second)).Reason);
        await ChangeAsync(estate, group.Id, new(ClosesAt: now.AddHours(1)));
        estate.Console.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("enrolment-closed", (await estate.ConnectAsync("SN-2", second)).Reason);
        Assert.NotNull((await estate.ConnectAsync("SN-1", first)).Identity);
        Assert.Equal(("Maker", 1), ((await RowAsync(estate, group.Id)).Authority, (await RowAsync(estate, group.Id)).Enrolled));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_forty_that_come_at_once_as_many_register_as_the_quota_says(string engine)
    {
        await using var estate = await Estate.StartAsync(engine);
        var group = await MakeAsync(estate, new(Quota: 25));

        var answers = await Task.WhenAll(Enumerable.Range(1, 40).Select(i => Task.Run(() => JudgeAsync(estate, group, $"SN-{i}"))));

        Assert.Equal((25, 15), (answers.Count(a => a is null), answers.Count(a => a == "enrolment-full")));
        Assert.Equal((25, 25), (estate.Directory.All.Count, (await RowAsync(estate, group.Id)).Enrolled));
    }

    [Fact]
    public async Task The_key_of_a_group_opens_no_device_that_came_another_way_and_none_of_a_neighbour()
    {
        await using var estate = await Estate.StartAsync();
        var group = await MakeAsync(estate);
        await estate.RegisterAsync("SN-8", estate.Site("Mill", estate.Theirs), by: estate.TheirAdmin);
        var other = await estate.RegisterAsync("SN-9");
        await estate.CredentialAsync(other);

        Assert.Equal("device-id-taken", await JudgeAsync(estate, group, "SN-8"));
        Assert.Equal("not-of-this-group", await JudgeAsync(estate, group, "SN-9"));

        Assert.Null(await JudgeAsync(estate, group, "SN-1"));
        await estate.AskAsync<IoTConsole.Provisioning.Lifecycle.ChangeDeviceState, Result<LifecycleState>>(
            estate.Admin, u => u.RunAsync(new(estate.Directory.FindByDeviceId("SN-1")!.Id, LifecycleState.Quarantined, "Odd"), default));
        Assert.Equal("device-quarantined", await JudgeAsync(estate, group, "SN-1"));
    }

    [Fact]
    public async Task A_replaced_key_registers_nothing_and_the_other_one_goes_on()
    {
        await using var estate = await Estate.StartAsync();
        var group = await MakeAsync(estate);

        var fresh = (await estate.AskAsync<RotateGroupKey, Result<string>>(estate.Admin, u => u.RunAsync(new(group.Id, Secondary: false), default))).Value;

        Assert.Equal("wrong-key", await JudgeAsync(estate, group, "SN-1"));
        Assert.Null(await JudgeAsync(estate, group with { PrimaryKey = fresh }, "SN-1"));
        Assert.Null(await JudgeAsync(estate, group with { PrimaryKey = group.SecondaryKey }, "SN-2"));

        // Nothing of them is in the database as it is, nor in the audit.
        var stored = await estate.Console.LookAsync(db => db.Set<EnrolmentTemplate>().Select(t => t.PrimaryKey!).SingleAsync());
        Assert.DoesNotContain(Convert.ToHexString(Convert.FromBase64String(fresh)), Convert.ToHexString(stored), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_to_be_approved_waits_and_another_organisation_sees_and_changes_nothing()
    {
        await using var estate = await Estate.StartAsync();
        var group = await MakeAsync(estate, automatically: false);
        Assert.Equal("device-waits-for-approval", await JudgeAsync(estate, group, "SN-1"));

        Assert.Empty((await ListAsync(estate, estate.TheirAdmin)).Items);
        foreach (var who in new[] { estate.TheirAdmin })
        {
            Assert.Equal("provisioning.no-group", (await estate.AskAsync<ChangeGroup, Result<Done>>(who, u => u.RunAsync(new(group.Id, "Mine", new()), default))).Problem?.Code);
            Assert.Equal("provisioning.no-group", (await estate.AskAsync<RotateGroupKey, Result<string>>(who, u => u.RunAsync(new(group.Id, false), default))).Problem?.Code);
            Assert.Equal("provisioning.no-group", (await estate.AskAsync<DeriveDeviceKey, Result<string>>(who, u => u.RunAsync(new(group.Id, "SN-1"), default))).Problem?.Code);
        }

        var plan = new EnrolmentTemplatePlan("SN-[0-9]+", estate.Floor.Id, "K1", false, true);
        Assert.Equal("provisioning.no-site", (await estate.AskAsync<MakeGroup, Result<MakeGroup.Made>>(estate.TheirAdmin, u => u.RunAsync(new("Theirs", plan, new()), default))).Problem?.Code);
        foreach (var (limits, code) in new[] { (new GroupLimits(Quota: 0), "provisioning.group-quota"), (new GroupLimits(DateTimeOffset.MaxValue, DateTimeOffset.MinValue), "provisioning.group-window") })
            Assert.Equal(code, (await estate.AskAsync<MakeGroup, Result<MakeGroup.Made>>(estate.Admin, u => u.RunAsync(new("Ours", plan, limits), default))).Problem?.Code);
    }

    [Fact]
    public async Task A_dry_run_says_what_then_happens_and_does_nothing_itself()
    {
        await using var estate = await Estate.StartAsync();
        var group = await MakeAsync(estate, new(Quota: 2));
        await estate.RegisterAsync("SN-2");
        await estate.RegisterAsync("SN-3", estate.Site("Mill", estate.Theirs), by: estate.TheirAdmin);
        Assert.Null(await JudgeAsync(estate, group, "SN-1"));
        async Task<IReadOnlyList<TryEnrolment.Row>> TryAsync(params string[] ids) =>
            (await estate.AskAsync<TryEnrolment, Result<IReadOnlyList<TryEnrolment.Row>>>(estate.Admin, u => u.RunAsync(new(ids), default))).Value;

        var rows = await TryAsync("SN-1", "SN-2", "SN-3", "SN-4", "other", "no id");

        Assert.Equal(
            ["SN-1: IsRegisteredAlready", "SN-2: IsProvisioned", "SN-3: BelongsToSomebodyElse", "SN-4: Full", "other: NobodyExpectsIt", "no id: CannotBeADeviceId"],
            rows.Select(r => $"{r.DeviceId}: {r.Outcome}"));
        Assert.Equal(("T100", "Harbour House › Floor 1"), (rows[1].Model, rows[1].Place));
        Assert.Equal(3, estate.Directory.All.Count);

        // As it said.
        Assert.Null(await JudgeAsync(estate, group, "SN-1"));
        Assert.Null(await JudgeAsync(estate, group, "SN-2"));
        Assert.Equal("device-id-taken", await JudgeAsync(estate, group, "SN-3"));
        Assert.Equal("enrolment-full", await JudgeAsync(estate, group, "SN-4"));

        await ChangeAsync(estate, group.Id, new(Quota: 5, Stopped: true));
        var stopped = (await TryAsync("SN-4")).Single();
        Assert.Equal((TryEnrolment.Outcome.Registers, "K1", "Mill", "pilot"), (stopped.Outcome, stopped.Model, stopped.Place, string.Join(' ', stopped.Tags)));
        Assert.Equal("Nobody registers by this group: it was stopped.", stopped.Shut);
        Assert.Equal("provisioning.no-group", (await estate.AskAsync<TryEnrolment, Result<IReadOnlyList<TryEnrolment.Row>>>(estate.TheirAdmin, u => u.RunAsync(new(["SN-4"], group.Id), default))).Problem?.Code);
        Assert.Equal("provisioning.try-how-many", (await estate.AskAsync<TryEnrolment, Result<IReadOnlyList<TryEnrolment.Row>>>(estate.Admin, u => u.RunAsync(new([" "]), default))).Problem?.Code);
    }

    internal static async Task<MakeGroup.Made> MakeAsync(Estate estate, GroupLimits? limits = null, bool automatically = true)
    {
        var plan = new EnrolmentTemplatePlan("SN-[0-9]+", estate.Site("Mill").Id, "K1", false, automatically) { Tags = ["pilot"] };
        var made = await estate.AskAsync<MakeGroup, Result<MakeGroup.Made>>(estate.Admin, u => u.RunAsync(new("Sensors", plan, limits ?? new()), default));
        Assert.Null(made.Problem);
        return made.Value;
    }

    private static async Task<string?> JudgeAsync(Estate estate, MakeGroup.Made group, string device)
    {
        var proof = Convert.ToBase64String(GroupKey.Derive(Convert.FromBase64String(group.PrimaryKey), device));
        return (await estate.Console.Services.GetRequiredService<KeyGate>().JudgeAsync(group.Id, device, proof, default)).Reason;
    }

    private static async Task ChangeAsync(Estate estate, Guid id, GroupLimits limits, string name = "Sensors") =>
        Assert.Null((await estate.AskAsync<ChangeGroup, Result<Done>>(estate.Admin, u => u.RunAsync(new(id, name, limits), default))).Problem);

    private static async Task<ListGroups.Rows> ListAsync(Estate estate, Actor who) => (await estate.AskAsync<ListGroups, Result<ListGroups.Rows>>(who, u => u.RunAsync(default))).Value;

    private static async Task<ListGroups.Row> RowAsync(Estate estate, Guid id) => (await ListAsync(estate, estate.Admin)).Items.Single(g => g.Id == id);

    // As a maker's line does it.
    private static string OpensslKey(EstServer est, string group, string device)
    {
        est.Ssl.Write("id", device);
        est.Ssl.Run("dgst", "-sha256", "-mac", "HMAC", "-macopt", $"hexkey:{Convert.ToHexString(Convert.FromBase64String(group))}", "-binary", "-out", "key.bin", "id");
        return Convert.ToBase64String(File.ReadAllBytes(est.Ssl.At("key.bin")));
    }

    private static string Signature(string key, Guid group, string device, DateTimeOffset until)
    {
        var (about, end) = (GroupKey.Resource(group, device), until.ToUnixTimeSeconds());
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes($"{about}\n{end}")));
        return $"SharedAccessSignature sr={about}&sig={Uri.EscapeDataString(signature)}&se={end}";
    }

    private static (string About, string Signature, string Until) Parts(byte[] key, Guid group, DateTimeOffset end)
    {
        var (about, until) = (GroupKey.Resource(group, "SN-1"), end.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return (about, Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{about}\n{until}"))), until);
    }
}
