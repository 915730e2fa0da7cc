using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Store;
using IoTConsole.Telemetry.Tests.Store;

namespace IoTConsole.Telemetry.Tests.Ingest;

public class GroupCommitTests
{
    private const long T0 = StoreFixture.T0;

    [Fact]
    public async Task Acknowledged_means_stored()
    {
        await using var f = new StoreFixture();

        var outcome = await f.SendAsync("a", T0, ("temperature", 21.5));

        Assert.Equal(new Outcome(1, 0, 0, 0), outcome);
        Assert.Equal([(T0, 21.5)], await f.RawAsync("a", "temperature"));
    }

    [Fact]
    public async Task What_arrived_during_a_commit_is_committed_together()
    {
        await using var f = new StoreFixture(start: false);
        var counting = new CountingStore(f.Store);
        f.Store.Dispose();
        f.Open(start: false, around: s => counting = new CountingStore(s));
        var waiting = Enumerable.Range(0, 500).Select(i => f.SendAsync("a", T0 + i, ("temperature", i))).ToList();

        f.Commit.Start(0);
        await Task.WhenAll(waiting);

        Assert.Equal(1, counting.Appends);
        Assert.Equal(500, (await f.RawAsync("a", "temperature")).Count);
    }

    [Fact]
    public async Task A_resend_is_a_duplicate_and_stored_once()
    {
        await using var f = new StoreFixture();
        await f.SendAsync("a", T0, ("temperature", 21.5), ("humidity", 40));

        var resend = await f.SendAsync("a", T0, ("temperature", 21.5), ("humidity", 40));

        Assert.Equal(new Outcome(0, 2, 0, 0), resend);
        Assert.Single(await f.RawAsync("a", "temperature"));
    }

    [Fact]
    public async Task A_second_value_for_the_same_moment_is_a_conflict_and_the_first_stays()
    {
        await using var f = new StoreFixture();
        await f.SendAsync("a", T0, ("temperature", 21.5));

        Assert.Equal(new Outcome(0, 0, 1, 0), await f.SendAsync("a", T0, ("temperature", 22)));
        Assert.Equal([(T0, 21.5)], await f.RawAsync("a", "temperature"));
    }

    [Fact]
    public async Task An_old_duplicate_is_found_in_the_store_and_a_gap_is_filled()
    {
        await using var f = new StoreFixture();
        for (var i = 0; i < 300; i += 2) await f.SendAsync("a", T0 + i, ("temperature", i));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => f.SendAsync("a", T0 + i, ("temperature", i))));

        Assert.Equal((150, 150), (outcomes.Sum(o => o.Stored), outcomes.Sum(o => o.Duplicates)));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (T0 + i, (double?)i)), await f.RawAsync("a", "temperature"));
    }

    [Fact]
    public async Task Twins_in_one_batch_are_stored_once()
    {
        await using var f = new StoreFixture(start: false);
        var waiting = Enumerable.Repeat(0, 3).Select(_ => f.SendAsync("a", T0, ("temperature", 1))).ToList();

        f.Commit.Start(0);

        Assert.Equal((1, 2), ((await Task.WhenAll(waiting)).Sum(o => o.Stored), (await Task.WhenAll(waiting)).Sum(o => o.Duplicates)));
    }

    [Fact]
    public async Task A_resend_after_a_restart_is_stored_once()
    {
        await using var f = new StoreFixture();
        await f.SendAsync("a", T0 - 5000, ("temperature", 20));
        await f.SendAsync("a", T0, ("temperature", 21.5));
        await f.ReopenAsync();

        Assert.Equal(1, (await f.SendAsync("a", T0, ("temperature", 21.5))).Duplicates);
        Assert.Equal(1, (await f.SendAsync("a", T0 - 5000, ("temperature", 20))).Duplicates);
        Assert.Equal(1, (await f.SendAsync("a", T0 + 5000, ("temperature", 22))).Stored);
        Assert.Equal(3, (await f.RawAsync("a", "temperature")).Count);
    }

    [Fact]
    public async Task The_latest_value_is_that_of_the_greatest_event_time_before_and_after_a_restart()
    {
        await using var f = new StoreFixture();
        foreach (var at in new[] { 3, 9, 1, 7 }) await f.SendAsync("a", T0 + at, ("temperature", at));
        Assert.Equal(9, Latest());

        await f.ReopenAsync();
        Assert.Equal(9, Latest());

        await f.Store.SaveLatestAsync(f.Board.All(), CancellationToken.None);
        await f.SendAsync("a", T0 + 8, ("temperature", 8));
        await f.SendAsync("b", T0 + 10, ("temperature", 10));
        await f.ReopenAsync();
        Assert.Equal(9, Latest());
        Assert.True(f.Board.TryGet(f.Series("b", "temperature"), out var b) && b.Reading.Number.Equals(10));

        double Latest() => f.Board.TryGet(f.Series("a", "temperature"), out var cell) ? cell.Reading.Number : double.NaN;
    }

    [Fact]
    public async Task A_frame_that_several_gateways_heard_is_stored_once_even_after_a_restart()
    {
        await using var f = new StoreFixture();
        Assert.Equal(2, (await f.Commit.StoreAsync(f.Message("a", T0, 7, ("temperature", 21), ("humidity", 40)))).Stored);

        Assert.Equal(new Outcome(0, 0, 0, 2), await f.Commit.StoreAsync(f.Message("a", T0 + 900, 7, ("humidity", 40), ("temperature", 21))));
        Assert.Equal(2, (await f.Commit.StoreAsync(f.Message("a", T0, 7, ("temperature", 21), ("humidity", 40)))).Duplicates);
        Assert.Equal(2, (await f.Commit.StoreAsync(f.Message("a", T0 + 1000, 7, ("temperature", 22), ("humidity", 40)))).Stored);

        await f.ReopenAsync();
        Assert.Equal(2, (await f.Commit.StoreAsync(f.Message("a", T0 + 1800, 7, ("temperature", 21), ("humidity", 40)))).Repeats);
    }

    [Fact]
    public async Task A_sequence_number_is_forgotten_after_sixteen_others_and_after_an_hour()
    {
        await using var f = new StoreFixture();
        for (var i = 0; i < 17; i++) await f.Commit.StoreAsync(f.Message("a", T0 + i, i, ("temperature", 21)));
        Assert.Equal(1, (await f.Commit.StoreAsync(f.Message("a", T0 + 100, 0, ("temperature", 21)))).Stored);
        Assert.Equal(1, (await f.Commit.StoreAsync(f.Message("a", T0 + 101, 16, ("temperature", 21)))).Repeats);

        f.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(1, (await f.Commit.StoreAsync(f.Message("a", T0 + 102, 16, ("temperature", 21)))).Stored);
    }

    [Fact]
    public async Task When_a_commit_fails_nobody_is_acknowledged_and_the_resend_is_stored()
    {
        await using var f = new StoreFixture(start: false);
        f.Store.Dispose();
        FailingStore failing = null!;
        f.Open(around: s => failing = new FailingStore(s));
        failing.Fails = true;

        await Assert.ThrowsAsync<StoreFault>(() => f.Commit.StoreAsync(f.Message("a", T0, 7, ("temperature", 21))));
        failing.Fails = false;

        Assert.Equal(1, (await f.Commit.StoreAsync(f.Message("a", T0 + 5, 7, ("temperature", 21)))).Stored);
    }

    [Fact]
    public async Task A_commit_that_failed_after_reaching_the_disk_is_not_stored_twice()
    {
        await using var f = new StoreFixture(start: false);
        f.Store.Dispose();
        FailingStore failing = null!;
        f.Open(around: s => failing = new FailingStore(s));
        (failing.Fails, failing.ButStores) = (true, true);
        await Assert.ThrowsAsync<StoreFault>(() => f.SendAsync("a", T0, ("temperature", 21)));
        failing.Fails = false;

        Assert.Equal(1, (await f.SendAsync("a", T0, ("temperature", 21))).Duplicates);
        Assert.Single(await f.RawAsync("a", "temperature"));
    }

    [Fact]
    public async Task Senders_wait_when_the_queue_is_full_and_none_is_dropped()
    {
        await using var f = new StoreFixture(start: false);
        f.Store.Dispose();
        f.Settings.MostWaitingReadings = 100;
        f.Open(start: false);

        var waiting = Enumerable.Range(0, 1000).Select(i => f.SendAsync("a", T0 + i, ("temperature", i))).ToList();
        Assert.Equal((100, 900), (f.Commit.Waiting, f.Commit.Outside));

        f.Commit.Start(0);
        Assert.Equal(1000, (await Task.WhenAll(waiting)).Sum(o => o.Stored));
        Assert.Equal(1000, (await f.RawAsync("a", "temperature")).Count);
    }

    [Fact]
    public async Task Stopping_commits_everything_received()
    {
        await using var f = new StoreFixture(start: false);
        var waiting = Enumerable.Range(0, 5000).Select(i => f.SendAsync("a", T0 + i, ("temperature", i))).ToList();
        f.Commit.Start(0);

        await f.Commit.DrainAsync();

        Assert.All(waiting, w => Assert.True(w.IsCompletedSuccessfully || !w.IsFaulted));
        Assert.Equal(5000, (await f.RawAsync("a", "temperature")).Count);
        await Assert.ThrowsAsync<InvalidOperationException>(() => f.SendAsync("a", T0 - 1, ("temperature", 0)));
    }
}
