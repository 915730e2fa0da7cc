using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.History;
using IoTConsole.Telemetry.Tests.Ingest;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.History;

public class ReadHistoryTests
{
    [Fact]
    public async Task A_device_is_read_raw_and_in_buckets()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        var start = fleet.Now - 600_000;
        for (var i = 0; i < 60; i++)
            await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{start + (i * 10_000)}}},"values":{"temperature":{{{i}}}}}""");

        var raw = await AskAsync(fleet, Fleet.Us(), "s-1", null, Aggregate.Raw);
        var minutes = await AskAsync(fleet, Fleet.Us(), "s-1", null, Aggregate.Average, bucket: 60);
        var chosen = await AskAsync(fleet, Fleet.Us(), device.Id.ToString(), null, Aggregate.Maximum, points: 5);

        Assert.Equal(Enumerable.Range(0, 60).Select(i => (double?)i), raw.Value.Lines[0].Points.Select(p => p.Value));
        Assert.Equal(("°C", 60), (minutes.Value.Lines[0].Unit, minutes.Value.Bucket.TotalSeconds));
        Assert.Equal(60, minutes.Value.Lines[0].Points.Sum(p => p.Count));
        Assert.True(chosen.Value.Complete && chosen.Value.Lines[0].Points.Count <= 5, $"{chosen.Value.Lines[0].Points.Count} points");
        Assert.Equal(59, chosen.Value.Lines[0].Points.Max(p => p.Value));
    }

    [Fact]
    public async Task More_than_asked_for_is_said_and_cut()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        for (var i = 0; i < 30; i++)
            await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{fleet.Now - i}}},"values":{"temperature":1}}""");

        var answer = await AskAsync(fleet, Fleet.Us(), "s-1", null, Aggregate.Raw, points: 10);

        Assert.Equal((10, false), (answer.Value.Lines[0].Points.Count, answer.Value.Complete));
    }

    [Fact]
    public async Task A_site_answers_with_what_the_caller_sees_of_it()
    {
        await using var fleet = await Fleet.StartAsync();
        var (ours, theirs) = (await FoundAsync(fleet, "Ours"), await FoundAsync(fleet, "Theirs"));
        await ReportAsync(fleet, ours, "North", 10);
        await ReportAsync(fleet, ours, "South", 30);
        await ReportAsync(fleet, theirs, "North", 1000);
        var everything = TestConsole.Person(ours.TenantId, (Role.Operator, ours.Root.Path));
        var northOnly = TestConsole.Person(ours.TenantId, (Role.Operator, Node(fleet, ours, "North").Path));

        Assert.Equal(20, Only(await AskAsync(fleet, everything, null, ours.Root.Id, Aggregate.Average, bucket: 3600)));
        Assert.Equal(10, Only(await AskAsync(fleet, northOnly, null, ours.Root.Id, Aggregate.Average, bucket: 3600)));
        Assert.Equal(30, Only(await AskAsync(fleet, everything, null, Node(fleet, ours, "South").Id, Aggregate.Last, bucket: 3600)));
        Assert.Equal(ProblemKind.NotFound, (await AskAsync(fleet, northOnly, null, Node(fleet, ours, "South").Id, Aggregate.Raw)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await AskAsync(fleet, everything, null, theirs.Root.Id, Aggregate.Raw)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await AskAsync(fleet, everything, "Theirs-North", null, Aggregate.Raw)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await AskAsync(fleet, northOnly, "Ours-South", null, Aggregate.Raw)).Problem?.Kind);
    }

    [Fact]
    public async Task A_series_is_only_read_in_the_name_of_its_own_tenant()
    {
        await using var fleet = await Fleet.StartAsync();
        var device = fleet.Devices.Add("s-1");
        await ConsumePublishesTests.PublishAsync(fleet, device, "devices/s-1/telemetry", $$$"""{"ts":{{{fleet.Now - 1}}},"values":{"temperature":1}}""");
        var (query, now) = (fleet.Console.Services.GetRequiredService<ISeriesQuery>(), fleet.Console.Clock.GetUtcNow());
        var ask = new SeriesAsk(new(Fleet.Ours, ["temperature"]) { Devices = [device.Id] }, now.AddHours(-1), now) { Aggregate = Aggregate.Raw };

        Assert.Single((await query.ReadAsync(ask, CancellationToken.None)).Lines[0].Points);
        Assert.Empty((await query.ReadAsync(ask with { Choice = ask.Choice with { TenantId = Fleet.Theirs } }, CancellationToken.None)).Lines[0].Points);
        await Assert.ThrowsAsync<ArgumentException>(() => query.ReadAsync(ask with { Choice = new(Fleet.Ours, ["temperature"]) }, CancellationToken.None));
    }

    [Fact]
    public async Task A_question_that_makes_no_sense_is_told_so()
    {
        await using var fleet = await Fleet.StartAsync();
        fleet.Devices.Add("s-1");

        Assert.Equal("telemetry.one-source", (await AskAsync(fleet, Fleet.Us(), null, null, Aggregate.Raw)).Problem?.Code);
        Assert.Equal("telemetry.bad-bucket", (await AskAsync(fleet, Fleet.Us(), "s-1", null, Aggregate.Average, bucket: 0.5)).Problem?.Code);
        Assert.Equal("telemetry.bad-range", (await AskAsync(fleet, Fleet.Us(), "s-1", null, Aggregate.Raw, hours: -1)).Problem?.Code);
        Assert.Equal(ProblemKind.Forbidden, (await AskAsync(fleet, TestConsole.Person(Fleet.Ours), "s-1", null, Aggregate.Raw)).Problem?.Kind);
    }

    internal static async Task<CreatedOrganisation> FoundAsync(Fleet fleet, string name)
    {
        await using var scope = fleet.Console.As(Actor.System());
        var plan = new OrganisationPlan(name, new(SiteKind.Portfolio, name, null, null, null,
            [new(SiteKind.Building, "North", "Europe/Berlin", null, null, []), new(SiteKind.Building, "South", "UTC", null, null, [])]),
            [new($"{name}@example.org", name, Role.Administrator, null, "Correct-horse-battery-1", false)]);
        return (await scope.ServiceProvider.GetRequiredService<IOrganisations>().CreateAsync(plan, CancellationToken.None)).Value;
    }

    internal static SiteNode Node(Fleet fleet, CreatedOrganisation organisation, string name) =>
        fleet.Console.Services.GetRequiredService<ISiteDirectory>().Below(organisation.TenantId, organisation.Root.Path).Single(n => n.Name == name);

    private static async Task ReportAsync(Fleet fleet, CreatedOrganisation organisation, string building, double value)
    {
        var device = fleet.Devices.Add($"{organisation.Root.Name}-{building}", organisation.TenantId, Node(fleet, organisation, building).Path);
        await ConsumePublishesTests.PublishAsync(fleet, device, $"devices/{device.DeviceId}/telemetry", $$$"""{"ts":{{{fleet.Now - 1000}}},"values":{"temperature":{{{value}}}}}""");
    }

    private static double? Only(Result<SeriesAnswer> answer) => Assert.Single(answer.Value.Lines[0].Points).Value;

    private static Task<Result<SeriesAnswer>> AskAsync(
        Fleet fleet, Actor actor, string? device, Guid? site, Aggregate aggregate, double? bucket = null, int points = 500, int hours = 1)
    {
        var now = fleet.Console.Clock.GetUtcNow();
        return fleet.Console.AskAsync<ReadHistory, Result<SeriesAnswer>>(actor, u => u.RunAsync(
            new(new(device is null ? null : [device], site, null, ["temperature"]), now.AddHours(-hours), now, bucket is { } s ? TimeSpan.FromSeconds(s) : null, aggregate, points), CancellationToken.None));
    }
}
