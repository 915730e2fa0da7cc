using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Tests.Store;

namespace IoTConsole.Telemetry.Tests.Ingest;

/// <summary>A number within an epoch is used once.</summary>
public class EpochTests
{
    private const long T0 = StoreFixture.T0;

    [Fact]
    public async Task Within_an_epoch_a_number_is_a_repeat_whatever_its_distance_time_and_values_and_a_new_epoch_starts_anew()
    {
        await using var f = new StoreFixture();
        for (var i = 0; i < 500; i++) await SendAsync(f, epoch: 7, number: i, T0 + (i * 1000), i);

        Assert.Equal(new Outcome(0, 0, 0, 1), await SendAsync(f, epoch: 7, number: 3, T0 + 900_000, 21.5));
        Assert.Equal(new Outcome(1, 0, 0, 0), await SendAsync(f, epoch: 8, number: 3, T0 + 900_000, 21.5));
        Assert.Equal(new Outcome(1, 0, 0, 0), await SendAsync(f, epoch: 7, number: 500, T0 + 901_000, 22));
    }

    [Fact]
    public async Task A_resend_with_its_own_time_is_known_after_a_restart_by_its_content()
    {
        await using var f = new StoreFixture();
        await SendAsync(f, epoch: 7, number: 1, T0, 20);
        await SendAsync(f, epoch: 7, number: 2, T0 + 1000, 21);
        await f.ReopenAsync();

        Assert.Equal(new Outcome(0, 1, 0, 0), await SendAsync(f, epoch: 7, number: 1, T0, 20));
        Assert.Equal(2, (await f.RawAsync("a", "temperature")).Count);
    }

    [Fact]
    public async Task A_number_that_could_not_be_stored_was_never_heard()
    {
        await using var f = new StoreFixture(start: false);
        FailingStore? failing = null;
        f.Store.Dispose();
        f.Open(around: s => failing = new FailingStore(s));
        failing!.Fails = true;
        await Assert.ThrowsAsync<IoTConsole.Telemetry.Store.StoreFault>(() => SendAsync(f, epoch: 7, number: 1, T0, 20));

        failing.Fails = false;

        Assert.Equal(new Outcome(1, 0, 0, 0), await SendAsync(f, epoch: 7, number: 1, T0 + 5, 20));
    }

    [Fact]
    public void Gaps_are_filled_and_what_is_remembered_is_bounded()
    {
        var book = new EpochBook();
        foreach (var number in new[] { 1, 3, 2, 5, 4, 9 }) Assert.True(book.Add(1, number));
        foreach (var number in new[] { 1, 2, 3, 4, 5, 9 }) Assert.False(book.Add(1, number));
        book.Remove(1, 3);
        Assert.True(book.Add(1, 3));

        // Every second number: of many gaps only the newest are kept, and a forgotten number is no repeat.
        for (var i = 0; i < EpochBook.MostRuns * 2; i++) Assert.True(book.Add(2, i * 2));
        Assert.False(book.Add(2, EpochBook.MostRuns * 2));
        Assert.True(book.Add(2, 0));
        for (var epoch = 3; epoch < 3 + EpochBook.MostEpochs; epoch++) Assert.True(book.Add(epoch, 1));
        Assert.True(book.Add(1, 1));
    }

    private static Task<Outcome> SendAsync(StoreFixture f, long epoch, long number, long at, double value)
    {
        var message = f.Message("a", at, number, ("temperature", value));
        message.Frames[0] = message.Frames[0] with { Epoch = epoch };
        return f.Commit.StoreAsync(message);
    }
}
