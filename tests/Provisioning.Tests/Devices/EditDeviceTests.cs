using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Devices;

namespace IoTConsole.Provisioning.Tests.Devices;

public class EditDeviceTests
{
    private static Task<Result<Done>> EditAsync(Estate estate, Actor by, EditDevice.Input input) =>
        estate.AskAsync<EditDevice, Result<Done>>(by, u => u.RunAsync(input, default));

    private static async Task<GetDevice.Row> GetAsync(Estate estate, Guid id) =>
        (await estate.AskAsync<GetDevice, Result<GetDevice.Row>>(estate.Admin, u => u.RunAsync(id, default))).Value;

    [Fact]
    public async Task What_is_not_given_stays_as_it_is()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1", tags: ["roof"]);

        Assert.Null((await EditAsync(estate, estate.Admin, new(id, Name: "Boiler", SiteId: estate.Site("Mill").Id))).Problem);

        var device = await GetAsync(estate, id);
        Assert.Equal(("Boiler", "SN-dev-1", "Mill"), (device.Name, device.Serial, device.Place));
        Assert.Equal(["roof"], device.Tags);
        Assert.Equal((estate.Site("Mill").Path, "Boiler"), (estate.Directory.Find(id)!.SitePath, estate.Directory.Find(id)!.Name));
    }

    [Fact]
    public async Task Two_people_who_edit_the_same_version_are_told_so()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        var seen = (await GetAsync(estate, id)).Version;

        Assert.Null((await EditAsync(estate, estate.Admin, new(id, seen, Name: "First"))).Problem);
        Assert.Equal("provisioning.changed-meanwhile", (await EditAsync(estate, estate.Admin, new(id, seen, Name: "Second"))).Problem?.Code);
        Assert.Equal("First", (await GetAsync(estate, id)).Name);
    }

    [Fact]
    public async Task A_device_moves_only_between_places_where_one_may_edit()
    {
        await using var estate = await Estate.StartAsync();
        var id = await estate.RegisterAsync("dev-1");
        var local = estate.As(Role.BuildingManager, "Harbour House");

        Assert.Equal("provisioning.no-site", (await EditAsync(estate, local, new(id, SiteId: estate.Site("Mill").Id))).Problem?.Code);
        Assert.Equal("provisioning.no-site", (await EditAsync(estate, estate.Admin, new(id, SiteId: estate.Site("Mill", estate.Theirs).Id))).Problem?.Code);
        Assert.Equal("access.missing-permission", (await EditAsync(estate, estate.As(Role.Auditor, ""), new(id, Name: "x"))).Problem?.Code);
        Assert.Equal("provisioning.no-device", (await EditAsync(estate, estate.MillManager, new(id, Name: "x"))).Problem?.Code);
        Assert.Equal("provisioning.no-device", (await EditAsync(estate, estate.TheirAdmin, new(id, Name: "x"))).Problem?.Code);
        Assert.Equal("provisioning.tags", (await EditAsync(estate, local, new(id, Tags: ["a;b"]))).Problem?.Code);
        Assert.Equal("provisioning.name", (await EditAsync(estate, local, new(id, Name: ""))).Problem?.Code);
    }
}
