using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Isolation;

/// <summary>One organisation's things, each called like the other's, and its administrator's session.</summary>
internal sealed class World(TwoEstates.Estate estate, Session admin) : IDisposable
{
    private readonly Dictionary<string, string> _ids = [];

    public TwoEstates.Estate Estate { get; } = estate;

    public Session Admin { get; } = admin;

    /// <summary>A thing of this organisation: site, building, person, grant, key, and those that modules add.</summary>
    public string this[string thing] => _ids[thing];

    /// <summary>Whatever must never be read in an answer to the other organisation.</summary>
    public IEnumerable<string> Ids => _ids.Values.Where(v => v.Length >= 20)
        .Concat(Estate.Sites.Values.Select(s => s.ToString())).Concat(Estate.Created.People.Select(p => p.Id.ToString()))
        .Append(Estate.TenantId.ToString()).Append($"@{Estate.Domain}.example").Distinct();

    public static async Task<World> FurnishAsync(TwoEstates estates, TwoEstates.Estate estate)
    {
        var world = new World(estate, await estates.SignInAsync(estate, "admin"));
        world._ids["site"] = estate.Sites["Zone A"].ToString();
        world._ids["building"] = estate.Sites["Harbour House"].ToString();
        world._ids["floor"] = estate.Sites["Floor 1"].ToString();
        using var plan = new StringContent("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>""");
        Assert.Equal(System.Net.HttpStatusCode.NoContent, (await world.Admin.Http.PutAsync($"/api/v1/sites/{world["floor"]}/plan", plan)).StatusCode);
        world._ids["person"] = estate.Person("operator").ToString();
        var person = await world.Admin.GetAsync($"/api/v1/people/{world["person"]}");
        world._ids["grant"] = person.GetProperty("grants")[0].GetProperty("id").GetString()!;
        world._ids["view"] = (await world.Admin.PostAsync("/api/v1/views", new { page = "devices", name = "Ours", query = "q=x", sharedWith = "Administrator" })).GetProperty("id").GetString()!;
        world._ids["key"] = (await world.Admin.PostAsync("/api/v1/keys", new { name = "Integration", role = "Analyst", siteId = world["building"] })).GetProperty("id").GetString()!;
        world._ids["tenant"] = estate.TenantId.ToString();
        // Device ids are unique on the whole console; names, serials and models are the same here as there.
        world._ids["deviceKey"] = $"pump-of-{estate.Domain}-0001";
        world._ids["device"] = await world.MakeAsync("/api/v1/devices", new
        {
            deviceId = world["deviceKey"], siteId = world["site"], name = "Pump", serial = "SN-1", model = "P1", tags = new[] { "roof" },
        });
        using var files = new OpenSsl();
        world._ids["certificate"] = await world.MakeAsync($"/api/v1/devices/{world["device"]}/certificates", new { csr = await files.RequestAsync("pump") });
        world._ids["issuer"] = await world.MakeAsync("/api/v1/authorities/own", new { name = "Ours", batch = "2026-11" });
        var template = new { pattern = $"{estate.Domain}-.*", siteId = world["site"], model = "P1" };
        world._ids["authority"] = await world.MakeAsync("/api/v1/authorities", new { name = "Maker", pem = await files.AuthorityAsync("Maker"), template });
        world._ids["template"] = await world.MakeAsync($"/api/v1/authorities/{world["authority"]}/templates", template with { model = "P2" });
        world._ids["manifest"] = await world.MakeAsync("/api/v1/manifests?name=order.json", new[] { new { serial = $"box-of-{estate.Domain}", model = "P1", place = world["site"] } });
        world._ids["group"] = await world.MakeAsync("/api/v1/enrolment-groups", new { name = "Sensors", pattern = $"{estate.Domain}-.*", siteId = world["site"], model = "P1" });
        await world.Admin.PostAsync($"/api/v1/devices/{world["deviceKey"]}/telemetry", new { ts = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), values = new { temperature = 21.5 } });
        var now = TimeProvider.System.GetUtcNow();
        world._ids["export"] = await world.MakeAsync("/api/v1/exports", new { metrics = new[] { "temperature" }, site = world["building"], from = now.AddDays(-1), to = now, format = "Csv" });
        await Until.TrueAsync(async () => (await world.Admin.GetAsync("/api/v1/exports")).GetProperty("items")[0].GetProperty("state").GetString() == "Finished", "an export is written");
        world._ids["run"] = await world.MakeAsync("/api/v1/runs", new { verb = "devices.add-tag", arguments = new { tag = "pilot" }, ids = new[] { world["device"] } });
        await Until.TrueAsync(async () => (await world.Admin.GetAsync($"/api/v1/runs/{world["run"]}")).GetProperty("run").GetProperty("state").GetString() == "Finished", "a run is finished");
        return world;
    }

    private async Task<string> MakeAsync(string path, object what) => (await Admin.PostAsync(path, what)).GetProperty("id").GetString()!;

    public void Dispose() => Admin.Dispose();
}
