using System.Text.Json;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Faults;

/// <summary>A console that is killed in the middle of a bulk run goes on where it was, by itself, and does nothing twice.</summary>
public class RunsKilledTests
{
    private const int Devices = 5_000;

    [Fact]
    public async Task Killed_in_the_middle_a_run_goes_on_after_the_restart_and_is_undone_whole()
    {
        await using var estates = await TwoEstates.StartAsync(new() { ["Api__RequestsPerMinute"] = "100000" }, Devices);
        string run;
        using (var before = await estates.SignInAsync(estates.Ours, "admin"))
        {
            run = await StartAsync(before, "/api/v1/runs", new { verb = "devices.add-tag", arguments = new { tag = "roof" }, filter = "q=Sensor" });
            var changed = 0;
            await Until.TrueAsync(async () => (changed = (await LineAsync(before, run)).GetProperty("changed").GetInt32()) > 0, "the run has begun");
            await estates.Console.KillAsync();
            Assert.InRange(changed, 1, Devices - 1);
        }

        await estates.Console.StartAsync();
        using var admin = await estates.SignInAsync(estates.Ours, "admin");
        await EndAsync(admin, run);
        var undo = await StartAsync(admin, $"/api/v1/runs/{run}/undo");
        await EndAsync(admin, undo);
    }

    // Whatever had been done twice would have been skipped the second time: it has the tag already.
    private static async Task EndAsync(Session admin, string run)
    {
        await Until.TrueAsync(async () => (await LineAsync(admin, run)).GetProperty("state").GetString() == "Finished", "the run is finished");
        var line = await LineAsync(admin, run);
        Assert.Equal((Devices, Devices, 0), (line.GetProperty("total").GetInt32(), line.GetProperty("changed").GetInt32(), line.GetProperty("skipped").GetInt32()));
    }

    private static async Task<string> StartAsync(Session admin, string path, object? body = null) => (await admin.PostAsync(path, body)).GetProperty("id").GetString()!;

    private static async Task<JsonElement> LineAsync(Session admin, string run) => (await admin.GetAsync($"/api/v1/runs/{run}")).GetProperty("run");
}
