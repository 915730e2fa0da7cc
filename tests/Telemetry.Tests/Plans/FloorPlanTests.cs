using System.Text;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Telemetry.Plans;
using IoTConsole.Telemetry.Tests.Pages;
using IoTConsole.Telemetry.Tests.Sites;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Testing;
using Microsoft.AspNetCore.Components.Forms;

namespace IoTConsole.Telemetry.Tests.Plans;

public class FloorPlanTests
{
    private static readonly byte[] _drawing = Encoding.UTF8.GetBytes("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><rect width="400" height="300" fill="#eee"/></svg>""");

    [Fact]
    public async Task A_device_stays_where_it_was_placed_when_the_plan_is_replaced_and_when_it_is_removed()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, floor, device) = await FurnishAsync(fleet);
        Assert.True((await UploadAsync(fleet, us, floor, _drawing)).Succeeded);
        Assert.True((await PlaceAsync(fleet, us, floor, device, (0.25, 0.5))).Succeeded);

        Assert.True((await UploadAsync(fleet, us, floor, PlanFileTests.Png(40, 30))).Succeeded);
        var replaced = (await ReadAsync(fleet, us, floor)).Value!;
        Assert.True((await fleet.Console.AskAsync<RemovePlan, Result<Done>>(us, u => u.RunAsync(floor, CancellationToken.None))).Succeeded);
        var removed = (await ReadAsync(fleet, us, floor)).Value!;

        Assert.Equal((2, 40), (replaced.Plan!.Version, replaced.Plan.Width));
        Assert.Equal((0.25, 0.5), replaced.Marks.Select(m => (m.X, m.Y)).Single());
        Assert.Null(removed.Plan);
        Assert.Single(removed.Marks);
        Assert.Equal("telemetry.no-plan", (await OpenAsync(fleet, us, floor)).Problem?.Code);
    }

    [Fact]
    public async Task A_device_is_moved_and_taken_off_and_stands_on_one_plan_only()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, floor, device) = await FurnishAsync(fleet);
        await UploadAsync(fleet, us, floor, _drawing);

        await PlaceAsync(fleet, us, floor, device, (0.1, 0.1));
        await PlaceAsync(fleet, us, floor, device, (0.9, 0.2));
        Assert.Equal((0.9, 0.2), (await ReadAsync(fleet, us, floor)).Value!.Marks.Select(m => (m.X, m.Y)).Single());
        await PlaceAsync(fleet, us, floor, device, null);

        var read = (await ReadAsync(fleet, us, floor)).Value!;
        Assert.Empty(read.Marks);
        Assert.Contains(read.Unplaced, d => d.Id == device);
        Assert.Equal("telemetry.off-the-plan", (await PlaceAsync(fleet, us, floor, device, (1.2, 0))).Problem?.Code);
        Assert.Equal("telemetry.off-the-plan", (await PlaceAsync(fleet, us, floor, device, (double.NaN, 0))).Problem?.Code);
    }

    [Fact]
    public async Task Another_tenant_and_another_floor_find_nothing_and_who_only_looks_changes_nothing()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, floor, device) = await FurnishAsync(fleet);
        await UploadAsync(fleet, us, floor, _drawing);
        var (tenant, theirNodes) = await ReadMatrixTests.BuildAsync(fleet);
        var them = TestConsole.Person(tenant, (Role.Administrator, theirNodes["Estate"].Path));
        await UploadAsync(fleet, them, theirNodes["Floor 1"].Id, _drawing);

        Assert.Equal(ProblemKind.NotFound, (await OpenAsync(fleet, them, floor)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await ReadAsync(fleet, them, floor)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await UploadAsync(fleet, them, floor, _drawing)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await PlaceAsync(fleet, them, floor, device, (0.5, 0.5))).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await PlaceAsync(fleet, them, theirNodes["Floor 1"].Id, device, (0.5, 0.5))).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await fleet.Console.AskAsync<RemovePlan, Result<Done>>(them, u => u.RunAsync(floor, CancellationToken.None))).Problem?.Kind);
        var looker = us with { Grants = [us.Grants[0] with { Role = Role.Analyst }] };
        Assert.True((await OpenAsync(fleet, looker, floor)).Succeeded);
        Assert.Equal("access.missing-permission", (await UploadAsync(fleet, looker, floor, _drawing)).Problem?.Code);
        Assert.Equal("access.missing-permission", (await PlaceAsync(fleet, looker, floor, device, (0.5, 0.5))).Problem?.Code);
        Assert.Single((await ReadAsync(fleet, us, floor)).Value!.Unplaced);
    }

    [Fact]
    public async Task The_panel_says_what_to_do_then_shows_state_and_value_where_the_device_stands()
    {
        await using var fleet = await Fleet.StartAsync();
        var (us, floor, device) = await FurnishAsync(fleet);
        await ReadMatrixTests.SendAsync(fleet, fleet.Devices.Find(device)!, """{"values":{"temperature":21.5}}""");
        await using var page = new OpenPage(fleet, us);

        var shown = page.Show<FloorPlanPanel>(floor);

        shown.WaitForAssertion(() => Assert.Contains("No plan of this floor yet.", shown.Markup, StringComparison.Ordinal));
        shown.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("no picture", "plan.svg"));
        shown.WaitForAssertion(() => Assert.Contains("is no drawing", shown.Markup, StringComparison.Ordinal));
        shown.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(_drawing, "plan.svg"));
        shown.WaitForAssertion(() => Assert.Equal($"/api/v1/sites/{floor}/plan?v=1", shown.Find("img").GetAttribute("src")));
        shown.FindAll("button").Single(b => b.TextContent == "Place devices").Click();
        shown.Find("select").Change(device.ToString());
        shown.Find(".plan-view").KeyDown("Enter");
        shown.WaitForAssertion(() => Assert.Contains("left:50%;top:50%", shown.Find(".plan-mark").GetAttribute("style"), StringComparison.Ordinal));
        shown.Find(".plan-view").KeyDown("ArrowRight");
        shown.WaitForAssertion(() => Assert.Contains("left:51%;top:50%", shown.Find(".plan-mark").GetAttribute("style"), StringComparison.Ordinal));
        shown.FindAll("button").Single(b => b.TextContent == "Done").Click();
        Assert.Contains("21.5", shown.Find("a.plan-mark .plan-value").TextContent, StringComparison.Ordinal);
        Assert.Contains("Healthy", shown.Find("a.plan-mark").TextContent, StringComparison.Ordinal);
    }

    private static async Task<(Actor Us, Guid Floor, Guid Device)> FurnishAsync(Fleet fleet)
    {
        var (tenant, nodes) = await ReadMatrixTests.BuildAsync(fleet);
        var device = fleet.Devices.Add("sensor-" + tenant.ToString("N")[^6..], tenant, nodes["1A"].Path);
        return (TestConsole.Person(tenant, (Role.Installer, nodes["Estate"].Path)), nodes["Floor 1"].Id, device.Id);
    }

    private static Task<Result<Done>> UploadAsync(Fleet fleet, Actor actor, Guid floor, byte[] content) =>
        fleet.Console.AskAsync<UploadPlan, Result<Done>>(actor, u => u.RunAsync(new(floor, "plan", content), CancellationToken.None));

    private static Task<Result<Done>> PlaceAsync(Fleet fleet, Actor actor, Guid floor, Guid device, (double, double)? at) =>
        fleet.Console.AskAsync<PlaceDevice, Result<Done>>(actor, u => u.RunAsync(new(floor, device, at), CancellationToken.None));

    private static Task<Result<ReadPlan.Row?>> ReadAsync(Fleet fleet, Actor actor, Guid floor) =>
        fleet.Console.AskAsync<ReadPlan, Result<ReadPlan.Row?>>(actor, u => u.RunAsync(floor, "temperature", CancellationToken.None));

    private static Task<Result<OpenPlan.Row>> OpenAsync(Fleet fleet, Actor actor, Guid floor) =>
        fleet.Console.AskAsync<OpenPlan, Result<OpenPlan.Row>>(actor, u => u.RunAsync(floor, CancellationToken.None));
}
