using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Runs;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static IoTConsole.Provisioning.Tests.Bulk.Runner;

namespace IoTConsole.Provisioning.Tests.Bulk;

/// <summary><see cref="WorkRuns"/>: what is done in the background, chunk by chunk, as somebody who may lose the right to it.</summary>
public class WorkRunsTests
{
    public static TheoryData<string> Engines { get; } = new(TestConsole.Engines());

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task All_that_match_are_changed_whoever_lists_them_sees_it_at_once_and_the_audit_has_a_line_a_chunk(string engine)
    {
        await using var estate = await Estate.StartAsync(engine);
        var admin = await estate.PersonAsync("admin");
        await estate.PlanAsync(1_100);
        await estate.PlanAsync(3, estate.Site("Mill"), "mill");

        var run = await estate.DoAsync(admin, "devices.add-tag", Tag("Roof, pilot"), Matching($"site={estate.Site("Harbour House").Id}"));

        Assert.Equal((RunState.Finished, 1_100, 1_100, 0), (run.Line.State, run.Line.Total, run.Line.Changed, run.Line.Skipped));
        Assert.Equal("Add tag roof, pilot", run.Line.Words);
        Assert.All(await estate.DevicesAsync(), d => Assert.Equal((";pilot;roof;", 2), (d.Tags, d.Version)));
        Assert.All(await estate.DevicesAsync("mill-"), d => Assert.Equal(("", 1), (d.Tags, d.Version)));
        Assert.Equal(1_100, estate.Directory.All.Count(d => d.Tags.Contains("roof")));
        var audit = await estate.Console.LookAsync(db => db.Set<AuditRow>().Where(a => a.Subject == "BulkRun").OrderBy(a => a.At).ThenBy(a => a.Id).ToListAsync());
        Assert.Equal(4, audit.Count); // the start and three chunks
        Assert.All(audit, a => Assert.Equal(("Ada Admin", $"{run.Line.Id}", "Add tag roof, pilot", estate.Ours.Root.Path), (a.ActorName, a.SubjectId, a.SubjectName, a.SitePath)));
        Assert.Equal(2, audit.Count(a => a.After!.Contains("\"rows\":500", StringComparison.Ordinal)));
        Assert.Empty(await estate.Console.LookAsync(db => db.Set<AuditRow>().Where(a => a.Subject == "Device" && a.Kind == "Changed").ToListAsync()));
    }

    [Fact]
    public async Task A_worker_that_dies_between_chunks_is_followed_by_one_that_does_the_rest_and_nothing_twice()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        await estate.PlanAsync(2_000);
        var id = (await estate.StartAsync(admin, "devices.add-tag", Tag("roof"), Matching(""))).Value;
        using var death = new CancellationTokenSource();
        var chunks = 0;
        using (estate.Console.Services.GetRequiredService<LiveTopics>().Listen($"runs:{estate.Tenant}", () =>
        {
            if (++chunks == 2) death.Cancel();
        }))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => estate.Console.Services.GetRequiredService<RunJob>().RunAsync(WorkRunsAtOnce.Job, death.Token));

        var half = (await estate.RunAsync(admin, id)).Value.Line;
        Assert.Equal((RunState.Running, 1_000), (half.State, half.Changed));
        Assert.Equal(1_000, (await estate.DevicesAsync()).Count(d => d.Version == 2));
        await estate.WorkAsync();
        await estate.WorkAsync();

        var whole = (await estate.RunAsync(admin, id)).Value.Line;
        Assert.Equal((RunState.Finished, 2_000, 0), (whole.State, whole.Changed, whole.Skipped));
        Assert.All(await estate.DevicesAsync(), d => Assert.Equal((";roof;", 2), (d.Tags, d.Version)));
    }

    [Fact]
    public async Task A_run_goes_on_only_as_long_as_whoever_started_it_may()
    {
        await using var estate = await Estate.StartAsync();
        var manager = await estate.PersonAsync("mill");
        await estate.PlanAsync(2, estate.Site("Mill"), "mill");
        var id = (await estate.StartAsync(manager, "devices.add-tag", Tag("roof"), Matching(""))).Value;
        await estate.Console.LookAsync(db => db.Database.ExecuteSqlAsync($"DELETE FROM tenants_grants WHERE PersonId = {manager.Id}"));

        await estate.WorkAsync();

        var run = await estate.Console.LookAsync(db => db.Set<BulkRun>().SingleAsync(r => r.Id == id));
        Assert.Equal((RunState.Stopped, 0, BulkProblems.AccessLost), (run.State, run.Done, run.Problem));
        Assert.All(await estate.DevicesAsync("mill-"), d => Assert.Equal("", d.Tags));
    }

    [Fact]
    public async Task What_has_left_the_part_of_the_portfolio_since_is_skipped_and_not_named()
    {
        await using var estate = await Estate.StartAsync();
        var manager = await estate.PersonAsync("mill");
        var ids = await estate.PlanAsync(2, estate.Site("Mill"), "mill");
        var id = (await estate.StartAsync(manager, "devices.add-tag", Tag("roof"), Only([.. ids]))).Value;
        Assert.Null((await estate.AskAsync<EditDevice, Result<Done>>(estate.Admin, u => u.RunAsync(new(ids[0], SiteId: estate.Floor.Id), default))).Problem);

        await estate.WorkAsync();

        var run = (await estate.RunAsync(manager, id)).Value;
        Assert.Equal((1, "core.not-in-sight: 1"), (run.Line.Changed, run.Reasons.Said()));
        Assert.Equal("", Assert.Single((await estate.AskAsync<ReadSkipped, Result<IReadOnlyList<BulkSkip>>>(manager, u => u.RunAsync(id, default))).Value).Name);
        Assert.Equal(["", ";roof;"], (await estate.DevicesAsync("mill-")).Select(d => d.Tags));
    }

    [Fact]
    public async Task Several_runs_take_turns_and_a_second_worker_gives_way()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        var ids = await estate.PlanAsync(1_500);
        var large = (await estate.StartAsync(admin, "devices.add-tag", Tag("roof"), Matching(""))).Value;
        var small = (await estate.StartAsync(admin, "devices.add-tag", Tag("pilot"), Only(ids[0]))).Value;
        var behind = new List<int>();
        using var ear = estate.Console.Services.GetRequiredService<LiveTopics>().Listen($"runs:{estate.Tenant}", () =>
        {
            using var turn = estate.Console.Services.GetRequiredService<RunBell>().TryBegin();
            Assert.Null(turn);
            behind.Add((estate.RunAsync(admin, small).GetAwaiter().GetResult()).Value.Line.Changed);
        });

        await estate.WorkAsync();

        Assert.Equal([0, 1, 1, 1], behind); // the small one was done after one chunk of the large one
        Assert.Equal(RunState.Finished, (await estate.RunAsync(admin, large)).Value.Line.State);
        Assert.Equal(";pilot;roof;", (await estate.DevicesAsync())[0].Tags);
    }

    [Fact]
    public async Task Twenty_thousand_are_tagged_and_untagged_again_without_one_too_many_or_too_few()
    {
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        await estate.PlanAsync(20_000);

        var run = await estate.DoAsync(admin, "devices.add-tag", Tag("roof"), Matching("q=Sensor"));
        Assert.Equal((RunState.Finished, 20_000, 0), (run.Line.State, run.Line.Changed, run.Line.Skipped));
        Assert.Equal(20_000, estate.Directory.All.Count(d => d.Tags.SequenceEqual(["roof"])));

        var undo = await estate.UndoAsync(admin, run.Line.Id);
        Assert.Equal((RunState.Finished, 20_000, 0), (undo.Line.State, undo.Line.Changed, undo.Line.Skipped));
        Assert.Equal(20_000, await estate.Console.LookAsync(db => db.Set<Device>().CountAsync(d => d.Tags == "" && d.Version == 3)));
    }

    [Fact]
    public async Task Runs_are_forgotten_ninety_days_after_their_end_with_what_it_takes_to_undo_them()
    {
        // RemoveOldRuns
        await using var estate = await Estate.StartAsync();
        var admin = await estate.PersonAsync("admin");
        await estate.PlanAsync(1);
        await estate.DoAsync(admin, "devices.add-tag", Tag("roof"), Matching(""));
        estate.Console.Clock.Advance(TimeSpan.FromDays(80));
        await estate.StartAsync(admin, "devices.remove-tag", Tag("roof"), Matching(""));
        estate.Console.Clock.Advance(TimeSpan.FromDays(11));

        await estate.Console.RunJobAsync("infrastructure.remove-old-runs");
        await estate.Console.RunJobAsync("infrastructure.remove-old-runs");

        Assert.Equal("devices.remove-tag", Assert.Single(await estate.Console.LookAsync(db => db.Set<BulkRun>().ToListAsync())).Verb);
        Assert.Single(await estate.Console.LookAsync(db => db.Set<BulkChunk>().ToListAsync()));
    }
}
