using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Runs;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static IoTConsole.Provisioning.Tests.Bulk.Runner;

namespace IoTConsole.Provisioning.Tests.Bulk;

/// <summary>PreviewRun, StartRun, StopRun, UndoRun, PreviewUndo, ListRuns, GetRun, ReadSkipped, ListVerbs.</summary>
public class RunUseCaseTests
{
    [Fact]
    public async Task A_preview_counts_shows_examples_and_says_why_the_rest_is_skipped_and_changes_nothing()
    {
        await using var estate = await Estate.StartAsync();
        await estate.RegisterAsync("d-1", tags: ["roof", "a"]);
        await estate.RegisterAsync("d-2");
        await estate.RegisterAsync("d-3", at: estate.Site("Mill"));
        // Sees everything, may change only what is in the Mill.
        var half = TestConsole.Person(estate.Tenant, (Role.Analyst, estate.Ours.Root.Path), (Role.BuildingManager, estate.Site("Mill").Path));

        var ours = (await estate.LookAsync(estate.Admin, "devices.add-tag", Tag("roof"), Matching(""))).Value;
        var theirs = (await estate.LookAsync(half, "devices.add-tag", Tag("roof"), Matching(""))).Value;

        Assert.Equal((3, 2, "provisioning.tagged-already: 1"), (ours.Total, ours.Changes, ours.Skipped.Said()));
        Assert.Equal([("Sensor d-2", "no tag", "roof"), ("Sensor d-3", "no tag", "roof")], ours.Examples.Select(e => (e.Name, e.Before, e.After)));
        Assert.Equal(["Sensor d-1"], ours.Skipped[0].Names);
        Assert.Equal((1, "access.missing-permission: 2"), (theirs.Changes, theirs.Skipped.Said()));
        Assert.Equal(["Sensor d-3"], theirs.Examples.Select(e => e.Name));
        Assert.All(await estate.DevicesAsync(), d => Assert.Equal(1, d.Version));
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_before_anything_is_started()
    {
        await using var estate = await Estate.StartAsync();
        var mine = await estate.RegisterAsync("d-1", tags: ["roof"]);
        var foreign = await estate.RegisterAsync("f-1", at: estate.Site("Mill", estate.Theirs), by: estate.TheirAdmin);
        var inTheMill = await estate.RegisterAsync("m-1", at: estate.Site("Mill"));
        async Task<string?> CodeAsync(Actor who, string verb, BulkArguments asked, RunTargets targets)
        {
            var (looked, started) = (await estate.LookAsync(who, verb, asked, targets), await estate.StartAsync(who, verb, asked, targets));
            Assert.True(started.Problem is not null);
            if (started.Problem.Code != "runs.nothing-to-do") Assert.Equal(started.Problem.Code, looked.Problem?.Code);
            return started.Problem.Code;
        }

        var manager = estate.As(Role.BuildingManager, "Harbour House");
        Assert.Equal("runs.not-there", await CodeAsync(estate.Admin, "devices.add-tag", Tag("x"), Only(foreign)));
        Assert.Equal("runs.not-there", await CodeAsync(manager, "devices.add-tag", Tag("x"), Only(inTheMill)));
        Assert.Equal("provisioning.no-site", await CodeAsync(estate.Admin, "devices.add-tag", Tag("x"), Matching($"site={estate.Site("Mill", estate.Theirs).Id}")));
        Assert.Equal("provisioning.no-site", await CodeAsync(estate.Admin, "devices.move", Asked(("site", $"{estate.Site("Mill", estate.Theirs).Id}")), Only(mine)));
        Assert.Equal("runs.nothing-matches", await CodeAsync(estate.Admin, "devices.add-tag", Tag("x"), Matching("q=nothing-like-it")));
        Assert.Equal("provisioning.bad-filter", await CodeAsync(estate.Admin, "devices.add-tag", Tag("x"), Matching("q=state:odd")));
        Assert.Equal("runs.nothing-to-do", await CodeAsync(estate.Admin, "devices.add-tag", Tag("roof"), Only(mine)));
        Assert.Equal("runs.nothing-chosen", await CodeAsync(estate.Admin, "devices.add-tag", Tag("x"), Only()));
        Assert.Equal("runs.ids-or-filter", await CodeAsync(estate.Admin, "devices.add-tag", Tag("x"), new([mine], "")));
        Assert.Equal("runs.no-such-verb", await CodeAsync(estate.Admin, "devices.paint", Tag("x"), Only(mine)));
        Assert.Equal("provisioning.tags", await CodeAsync(estate.Admin, "devices.add-tag", Tag(new string('x', 41)), Only(mine)));
        Assert.Equal("access.missing-permission", await CodeAsync(estate.As(Role.Analyst, ""), "devices.add-tag", Tag("x"), Only(mine)));
        Assert.Equal("access.missing-permission", await CodeAsync(estate.As(Role.Installer, ""), "devices.change-state", Asked(("to", "Maintenance")), Only(mine)));
        Assert.Equal("access.missing-permission", await CodeAsync(estate.As(Role.Operator, ""), "devices.change-state", Asked(("to", "Decommissioned"), ("why", "Sold")), Only(mine)));
        Assert.Empty(await estate.Console.LookAsync(db => db.Set<BulkRun>().ToListAsync()));
    }

    [Fact]
    public async Task Ids_that_are_nothing_to_the_caller_are_skipped_beside_those_that_are()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        var mine = await estate.RegisterAsync("d-1");
        var foreign = await estate.RegisterAsync("f-1", at: estate.Site("Mill", estate.Theirs), by: estate.TheirAdmin);

        var run = await estate.DoAsync(admin, "devices.add-tag", Tag("x"), Only(mine, foreign, mine));

        Assert.Equal((2, 1, "core.not-in-sight: 1"), (run.Line.Total, run.Line.Changed, run.Reasons.Said()));
        Assert.Equal("", (await estate.DevicesAsync("f-")).Single().Tags);
    }

    [Fact]
    public async Task An_undo_is_a_run_that_leaves_alone_what_somebody_changed_since_and_says_so()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        var ids = await estate.PlanAsync(3);
        await estate.AskAsync<EditDevice, Result<Done>>(estate.Admin, u => u.RunAsync(new(ids[0], Tags: ["old"]), default));
        var run = await estate.DoAsync(admin, "devices.add-tag", Tag("roof"), Matching(""));
        await estate.AskAsync<EditDevice, Result<Done>>(estate.Admin, u => u.RunAsync(new(ids[1], Name: "Renamed"), default));

        var look = (await estate.AskAsync<PreviewUndo, Result<RunOutcome>>(admin, u => u.RunAsync(run.Line.Id, default))).Value;
        Assert.Equal((2, "core.changed-since: 1"), (look.Changes, look.Skipped.Said()));
        Assert.True(run.MayUndo);
        var undo = await estate.UndoAsync(admin, run.Line.Id);

        Assert.Equal((RunState.Finished, 3, 2, "core.changed-since: 1"), (undo.Line.State, undo.Line.Total, undo.Line.Changed, undo.Reasons.Said()));
        Assert.Equal(("Undo: Add tag roof", run.Line.Id), (undo.Line.Words, undo.Line.UndoOf));
        Assert.Equal([";old;", ";roof;", ""], (await estate.DevicesAsync()).Select(d => d.Tags));
        var again = await estate.AskAsync<UndoRun, Result<Guid>>(admin, u => u.RunAsync(run.Line.Id, default));
        Assert.Equal("runs.undone-already", again.Problem?.Code);
        Assert.Equal("runs.cannot-be-undone", (await estate.AskAsync<UndoRun, Result<Guid>>(admin, u => u.RunAsync(undo.Line.Id, default))).Problem?.Code);
        Assert.False((await estate.RunAsync(admin, run.Line.Id)).Value.MayUndo);
    }

    [Fact]
    public async Task A_run_that_was_stopped_has_done_what_it_has_done_and_that_can_be_undone()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        await estate.PlanAsync(1_200);
        var id = (await estate.StartAsync(admin, "devices.add-tag", Tag("roof"), Matching(""))).Value;
        Assert.Equal("runs.still-running", (await estate.AskAsync<UndoRun, Result<Guid>>(admin, u => u.RunAsync(id, default))).Problem?.Code);
        using (estate.Console.Services.GetRequiredService<Infrastructure.Live.LiveTopics>().Listen($"runs:{estate.Tenant}", () => StopOnce(estate, admin, id)))
            await estate.WorkAsync();

        var run = (await estate.RunAsync(admin, id)).Value;
        Assert.Equal((RunState.Stopped, 500), (run.Line.State, run.Line.Changed));
        Assert.Equal("runs.ended", (await estate.AskAsync<StopRun, Result<Done>>(admin, u => u.RunAsync(id, default))).Problem?.Code);
        Assert.Equal(500, (await estate.DevicesAsync()).Count(d => d.Tags == ";roof;"));
        Assert.Equal(500, (await estate.UndoAsync(admin, id)).Line.Changed);
        Assert.All(await estate.DevicesAsync(), d => Assert.Equal("", d.Tags));
    }

    [Fact]
    public async Task A_run_is_seen_by_who_started_it_and_by_who_may_look_at_all_that_it_could_touch()
    {
        await using var estate = await Estate.StartAsync();
        var (admin, manager, neighbour) = (await estate.PersonAsync("admin"), await estate.PersonAsync("mill"), await estate.PersonAsync("admin", estate.Theirs));
        await estate.PlanAsync(2, estate.Site("Mill"), "mill");
        await estate.RegisterAsync("theirs", at: estate.Site("Mill", estate.Theirs), by: estate.TheirAdmin);
        var ofTheMill = (await estate.StartAsync(manager, "devices.add-tag", Tag("a"), Matching(""))).Value;
        estate.Console.Clock.Advance(TimeSpan.FromSeconds(1));
        var ofAll = (await estate.StartAsync(admin, "devices.add-tag", Tag("b"), Matching(""))).Value;
        var foreign = (await estate.StartAsync(neighbour, "devices.add-tag", Tag("c"), Matching(""))).Value;
        async Task<List<Guid>> SeenAsync(Actor who) => [.. (await estate.AskAsync<ListRuns, Result<ListRuns.Rows>>(who, u => u.RunAsync(new(), default))).Value.Items.Select(r => r.Id)];

        Assert.Equal([ofAll, ofTheMill], await SeenAsync(admin));
        Assert.Equal([ofTheMill], await SeenAsync(manager));
        Assert.Equal([foreign], await SeenAsync(neighbour));
        Assert.Equal([ofAll, ofTheMill], await SeenAsync(estate.As(Role.Auditor, "")));
        foreach (var (who, id) in new[] { (manager, ofAll), (neighbour, ofAll), (admin, foreign) })
        {
            Assert.Equal("runs.no-run", (await estate.RunAsync(who, id)).Problem?.Code);
            Assert.Equal("runs.no-run", (await estate.AskAsync<StopRun, Result<Done>>(who, u => u.RunAsync(id, default))).Problem?.Code);
            Assert.Equal("runs.no-run", (await estate.AskAsync<UndoRun, Result<Guid>>(who, u => u.RunAsync(id, default))).Problem?.Code);
            Assert.Equal("runs.no-run", (await estate.AskAsync<PreviewUndo, Result<RunOutcome>>(who, u => u.RunAsync(id, default))).Problem?.Code);
            Assert.Equal("runs.no-run", (await estate.AskAsync<ReadSkipped, Result<IReadOnlyList<BulkSkip>>>(who, u => u.RunAsync(id, default))).Problem?.Code);
        }

        // An operator of the whole sees the run of a colleague, and leaves it alone; a manager above may stop it.
        Assert.Equal("access.missing-permission", (await estate.AskAsync<StopRun, Result<Done>>(estate.As(Role.Operator, ""), u => u.RunAsync(ofAll, default))).Problem?.Code);
        Assert.Null((await estate.AskAsync<StopRun, Result<Done>>(admin, u => u.RunAsync(ofTheMill, default))).Problem);
    }

    [Fact]
    public async Task Verbs_are_offered_to_who_may_use_them_somewhere()
    {
        await using var estate = await Estate.StartAsync();
        async Task<string> OfferedAsync(Role role) => string.Join(' ', (await estate.AskAsync<ListVerbs, Result<IReadOnlyList<IBulkVerb>>>(estate.As(role, "Mill"), u => u.RunAsync("devices", default))).Value?.Select(v => v.Code["devices.".Length..]) ?? []);

        Assert.Equal("add-tag remove-tag move change-state assign-template revoke-certificates", await OfferedAsync(Role.Administrator));
        Assert.Equal("add-tag remove-tag move change-state", await OfferedAsync(Role.Operator));
        Assert.Equal("add-tag remove-tag move revoke-certificates", await OfferedAsync(Role.Installer));
    }

    private static void StopOnce(Estate estate, Actor admin, Guid id)
    {
        var stopped = estate.AskAsync<StopRun, Result<Done>>(admin, u => u.RunAsync(id, default)).GetAwaiter().GetResult();
        Assert.Null(stopped.Problem?.Code is "runs.ended" ? null : stopped.Problem);
    }
}
