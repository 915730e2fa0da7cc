using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Fleet;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Fleet;

public class DeviceFilterTests
{
    public static TheoryData<string> Engines => new(TestConsole.Engines());

    [Fact]
    public void A_filter_is_its_text_whatever_the_order_and_company_in_the_address()
    {
        var address = DeviceFilter.Parse("https://console.example/devices?sort=-name&health=offline,late&page=3&q=boiler tag:roof&columns=a,b");
        var same = DeviceFilter.Of(("q", "boiler tag:roof"), ("health", "offline,late"));

        Assert.Equal(same, address);
        Assert.Equal("q=boiler%20tag%3Aroof&health=offline%2Clate", address.Text);
        Assert.Equal(address, DeviceFilter.Parse(address.Text));
        Assert.True(DeviceFilter.Parse("?page=2&sort=id").IsEverything);
    }

    [Fact]
    public void What_is_typed_is_read_as_words_fields_comparisons_and_their_opposites()
    {
        var terms = FilterText.Read("""pump "Plant room" model:"TH 100" co2>=1000.5 -tag:roof,attic serial!=S-1 temperature<-5""");

        Assert.Equal(
            [
                ("", TermOp.Has, "pump", false), ("", TermOp.Has, "Plant room", false), ("model", TermOp.Has, "TH 100", false), ("co2", TermOp.AtLeast, "1000.5", false),
                ("tag", TermOp.Has, "roof|attic", true), ("serial", TermOp.Is, "S-1", true), ("temperature", TermOp.Under, "-5", false),
            ],
            terms.Select(t => (t.Field, t.Op, string.Join('|', t.Values), t.Not)));
        Assert.Equal("model:\"TH 100\"", FilterText.Write("model", ":", "TH 100"));
    }

    [Fact]
    public async Task What_cannot_be_understood_is_refused_and_never_means_everything()
    {
        await using var estate = await Estate.StartAsync();
        await estate.RegisterAsync("dev-1");
        foreach (var (filter, code) in new[]
        {
            ("state=asleep", "provisioning.bad-filter"), ("q=unheard:soon", "provisioning.bad-filter"), ("q=co2>much", "provisioning.bad-filter"), ("q=is:blue", "provisioning.bad-filter"),
            ("q=name>5", "provisioning.bad-filter"), ($"site={Guid.CreateVersion7()}", "provisioning.no-site"), ("gateway=nowhere", "provisioning.no-gateway-here"),
            ("q=" + new string('x', DeviceFilter.Longest), "provisioning.long-filter"),
        })
        {
            var refused = await estate.AskAsync<ListDevices, Result<ListDevices.Rows>>(estate.Admin, u => u.RunAsync(new(DeviceFilter.Parse(filter)), default));
            Assert.Equal((filter, code), (filter, refused.Problem?.Code));
        }
    }

    [Fact]
    public async Task Sites_gateways_and_ids_of_strangers_are_not_there()
    {
        await using var estate = await Estate.StartAsync();
        var hidden = await estate.RegisterAsync("gw", isGateway: true);
        var own = await estate.RegisterAsync("mill-1", at: estate.Site("Mill"));
        await estate.Console.AskAsync<FleetScan, Done>(estate.MillManager, scan =>
        {
            Assert.Equal("provisioning.no-gateway-here", scan.Ids(DeviceFilter.Parse("gateway=gw")).Problem?.Code);
            Assert.Equal("provisioning.no-site", scan.Ids(DeviceFilter.Of(("site", estate.Floor.Id))).Problem?.Code);
            Assert.Empty(scan.Ids(DeviceFilter.Parse("q=site:harbour")).Value);
            Assert.Equal([own], scan.Ids(DeviceFilter.Everything).Value);
            Assert.Equal([own], scan.Seen([hidden, own, own, Guid.Empty]).Select(d => d.Id));
            return Task.FromResult(Done.It);
        });
        await estate.Console.AskAsync<FleetScan, Done>(estate.TheirAdmin, scan =>
        {
            Assert.Empty(scan.Ids(DeviceFilter.Everything).Value);
            Assert.Empty(scan.Seen([hidden, own]));
            return Task.FromResult(Done.It);
        });
    }

    /// <summary>Three hundred made-up devices, as each engine stored them, against plain LINQ over the stored objects.</summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Any_filter_and_any_order_agree_with_the_stored_devices(string engine)
    {
        var vitals = new MadeUp();
        await using var estate = await Estate.StartAsync(engine);
        var stored = await PlantAsync(estate, vitals);
        await using var scope = estate.Console.As(estate.Admin);
        var list = ActivatorUtilities.CreateInstance<FleetScan>(scope.ServiceProvider, (IEnumerable<IDeviceVitals>)new[] { vitals });
        var (random, now) = (new Random(20260724), estate.Console.Clock.GetUtcNow());
        var hits = 0;
        for (var round = 0; round < 200; round++)
        {
            var chosen = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Condition(random, estate, vitals, now)).ToList();
            var text = string.Join(' ', chosen.Select(c => c.Text));
            var expected = stored.Where(d => chosen.TrueForAll(c => c.Holds(d))).ToList();
            var (key, of) = Orders(vitals)[random.Next(Orders(vitals).Count)];
            var down = random.Next(2) == 1;
            var sorted = expected.OrderBy(d => of(d) is null)
                .ThenBy(d => of(d), Comparer<IComparable?>.Create((a, b) => (down ? -1 : 1) * (a is string x ? string.CompareOrdinal(x, (string?)b) : Comparer<IComparable>.Default.Compare(a, b))))
                .ThenBy(d => d.DeviceId, StringComparer.Ordinal).Select(d => d.DeviceId).ToList();
            var (skip, take) = (random.Next(0, 60), random.Next(1, 80));

            var found = list.Page(DeviceFilter.Of(("q", text)), DeviceOrder.Parse((down ? "-" : "") + key), skip, take);

            Assert.Null(found.Problem);
            Assert.Equal((text, expected.Count), (text, found.Value.Total));
            Assert.Equal($"{text} {key} {down}: {string.Join(',', sorted.Skip(skip).Take(take))}", $"{text} {key} {down}: {string.Join(',', found.Value.Items.Select(d => d.DeviceId))}");
            hits += expected.Count;
        }

        Assert.InRange(hits, 1000, 59_000);
    }

    private static async Task<List<Device>> PlantAsync(Estate estate, MadeUp vitals)
    {
        var random = new Random(7);
        await using var scope = estate.Console.As(estate.Admin);
        await using (var db = await scope.ServiceProvider.GetRequiredService<ConsoleDbs>().OpenAsync(default))
        {
            SiteNode[] places = [estate.Floor, estate.Site("Harbour House"), estate.Site("Mill")];
            for (var i = 0; i < 300; i++)
            {
                var plan = new DevicePlan(
                    $"SN-{random.Next(9999)}", $"{(char)('a' + random.Next(26))}-{i}", $"{Pick(random, "Boiler", "pump", "Fan", "Ärmel")} {i / 7}", Pick(random, "T100", "T100B", "X9"),
                    Pick(random, "Acme", "Ómega"), Pick(random, "", "r1", "r2"), Pick(random, PowerSource.Battery, PowerSource.Mains), places[random.Next(3)].Id, null, i % 10 == 0,
                    random.Next(3) == 0 ? [Pick(random, "roof", "attic"), "old"] : [], Pick(random, 60, 300, 900));
                var device = Device.Plan(plan, places.Single(p => p.Id == plan.SiteId), estate.Console.Clock.GetUtcNow().AddHours(-random.Next(100)));
                device.State = Pick(random, Enum.GetValues<LifecycleState>());
                db.Add(device);
                if (i % 4 > 0) vitals.Facts[device.Id] = new(Pick(random, Enum.GetValues<HealthState>()), estate.Console.Clock.GetUtcNow().AddMinutes(-random.Next(300)).ToUnixTimeMilliseconds(), Pick<bool?>(random, true, false, null));
                if (i % 3 > 0) vitals.Co2[device.Id] = random.Next(400, 1500);
            }

            db.AuditAsOne("Three hundred");
            await db.SaveChangesAsync();
        }

        await estate.Directory.CatchUpAsync(default);
        await using var again = await scope.ServiceProvider.GetRequiredService<ConsoleDbs>().OpenAsync(default);
        return await again.Set<Device>().AsNoTracking().ToListAsync();
    }

    private static (string Text, Func<Device, bool> Holds) Condition(Random random, Estate estate, MadeUp vitals, DateTimeOffset now)
    {
        var not = random.Next(4) == 0;
        var (text, holds) = Positive(random, estate, vitals, now);
        return not ? ("-" + text, d => !holds(d)) : (text, holds);
    }

    private static (string Text, Func<Device, bool> Holds) Positive(Random random, Estate estate, MadeUp vitals, DateTimeOffset now)
    {
        var (number, hours, seconds) = (random.Next(500, 1400), random.Next(1, 6), Pick(random, 60, 300));
        var (state, health) = (Pick(random, Enum.GetValues<LifecycleState>()), Pick(random, Enum.GetValues<HealthState>()));
        var word = Pick(random, "BOIL", "1", "sn-2", "a-", "ärmel");
        var mill = estate.Site("Mill").Path;
        double? Co2(Device d) => vitals.Co2.TryGetValue(d.Id, out var value) ? value : null;
        double Silence(Device d) => vitals.Facts.TryGetValue(d.Id, out var facts) ? (now - DateTimeOffset.FromUnixTimeMilliseconds(facts.LastSeen)).TotalHours : double.MaxValue;
        return random.Next(14) switch
        {
            0 => (word, d => new[] { d.Name, d.DeviceId, d.Serial }.Any(t => t.Contains(word, StringComparison.OrdinalIgnoreCase))),
            1 => ("model:t100", d => d.Model.StartsWith("T100", StringComparison.Ordinal)),
            2 => ("model=t100", d => d.Model == "T100"),
            3 => ("tag:Roof,attic", d => d.Tags.Contains(";roof;", StringComparison.Ordinal) || d.Tags.Contains(";attic;", StringComparison.Ordinal)),
            4 => ($"state:{DeviceFilter.KeyOf(state)}", d => d.State == state),
            5 => ($"health:{DeviceFilter.KeyOf(health)}", d => (vitals.Facts.TryGetValue(d.Id, out var f) ? f.Health : HealthState.Unknown) == health),
            6 => ($"co2>{number}", d => Co2(d) > number),
            7 => ($"co2<={number}", d => Co2(d) <= number),
            8 => ($"unheard:{hours}h", d => Silence(d) >= hours),
            9 => ($"heard:{hours * 30}m", d => Silence(d) <= hours / 2.0),
            10 => ("site:mill", d => d.SitePath.StartsWith(mill, StringComparison.Ordinal)),
            11 => ("power:battery", d => d.Power == PowerSource.Battery),
            12 => ("is:connected", d => vitals.Facts.TryGetValue(d.Id, out var f) && f.Connected == true),
            _ => ($"interval>={seconds}", d => d.ExpectedIntervalSeconds >= seconds),
        };
    }

    private static List<(string Key, Func<Device, IComparable?> Of)> Orders(MadeUp vitals) =>
    [
        ("id", d => d.DeviceId),
        ("interval", d => d.ExpectedIntervalSeconds),
        ("registered", d => d.CreatedAt),
        ("state", d => (int)d.State),
        ("lastseen", d => vitals.Facts.TryGetValue(d.Id, out var facts) ? facts.LastSeen : null),
        ("value.co2", d => vitals.Co2.TryGetValue(d.Id, out var value) ? value : null),
        ("revision", d => d.HardwareRevision.Length == 0 ? null : d.HardwareRevision),
    ];

    private static T Pick<T>(Random random, params T[] of) => of[random.Next(of.Length)];

    private sealed class MadeUp : IDeviceVitals
    {
        public Dictionary<Guid, DeviceFacts> Facts { get; } = [];

        public Dictionary<Guid, double> Co2 { get; } = [];

        public DeviceVitals? For(Guid deviceId) => null;

        public DeviceFacts FactsOf(DeviceEntry device) => Facts.TryGetValue(device.Id, out var facts) ? facts : new(HealthState.Unknown, 0, null);

        public LastValue? ValueOf(Guid deviceId, string metric) => metric == "co2" && Co2.TryGetValue(deviceId, out var value) ? new(value, null, "ppm", 0) : null;
    }
}
