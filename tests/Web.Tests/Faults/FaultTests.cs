using System.Globalization;
using IoTConsole.Testing.Faults;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Faults;

/// <summary>
/// What may happen to a machine happens to the console under full load. <c>IOTCONSOLE_TEST_KILLS=100</c> makes the run of kills longer,
/// <c>IOTCONSOLE_TEST_SEED</c> repeats one.
/// </summary>
[Collection(Alone.Name)]
public class FaultTests
{
    private static readonly int _seed = Number("IOTCONSOLE_TEST_SEED", Environment.TickCount & 0xffff);
    private readonly Random _chance = new(_seed);

    [Fact]
    public async Task Killed_again_and_again_at_random_moments()
    {
        var kills = Number("IOTCONSOLE_TEST_KILLS", 10);
        TestContext.Current.SendDiagnosticMessage($"{kills} kills, seed {_seed}.");
        await using var fire = await UnderFire.OpenAsync();
        for (var kill = 0; kill < kills; kill++)
        {
            await fire.MoreAsync(_chance.Next(50, 2000));
            await fire.Console.KillAsync();
            await fire.Console.StartAsync();
        }

        await fire.MoreAsync(200);
        await fire.VerifyAsync();
    }

    [Fact]
    public async Task Paused_and_continued()
    {
        await using var fire = await UnderFire.OpenAsync();
        for (var pause = 0; pause < 3; pause++)
        {
            await fire.Console.PauseAsync();
            await fire.SilenceAsync();
            await fire.Console.ResumeAsync();
            await fire.MoreAsync(500);
        }

        await fire.VerifyAsync();
    }

    [Fact]
    public async Task On_lines_that_are_slow_cut_doubled_and_dead_without_a_word()
    {
        await using var fire = await UnderFire.OpenAsync();
        fire.Proxy.Delay = TimeSpan.FromMilliseconds(40);
        await fire.MoreAsync(300);
        for (var cut = 0; cut < 5; cut++)
        {
            fire.Proxy.Cut();
            await fire.MoreAsync(_chance.Next(50, 300));
        }

        fire.Proxy.Delay = TimeSpan.Zero;
        fire.Proxy.Duplicate(3);
        await fire.MoreAsync(500);
        fire.Proxy.Silent = true;
        await fire.SilenceAsync();
        fire.Proxy.Cut();
        fire.Proxy.Silent = false;
        await fire.MoreAsync(500);
        await fire.VerifyAsync();
    }

    [Fact]
    public async Task With_a_slow_disk_and_killed_on_it()
    {
        Assert.SkipUnless(FaultShim.IsPossible, "gcc is not installed.");
        await using var fire = await UnderFire.OpenAsync(shimmed: true);
        fire.Shim!.SlowDisk = TimeSpan.FromMilliseconds(150);
        await fire.MoreAsync(300);
        await fire.Console.KillAsync();
        await fire.Console.StartAsync();
        await fire.MoreAsync(300);
        fire.Shim.SlowDisk = TimeSpan.Zero;
        await fire.MoreAsync(500);
        await fire.VerifyAsync();
    }

    [Fact]
    public async Task On_a_disk_that_fills_and_is_cleared_again()
    {
        Assert.SkipUnless(FaultShim.IsPossible, "gcc is not installed.");
        await using var fire = await UnderFire.OpenAsync(shimmed: true);
        for (var time = 0; time < 3; time++)
        {
            await fire.MoreAsync(_chance.Next(100, 800));
            fire.Shim!.DiskFull = true;
            await fire.SilenceAsync();
            if (time == 1)
            {
                await fire.Console.KillAsync();
                fire.Shim.DiskFull = false;
                await fire.Console.StartAsync();
            }

            fire.Shim.DiskFull = false;
            await fire.MoreAsync(300);
        }

        await fire.VerifyAsync();
    }

    [Fact]
    public async Task With_a_clock_that_jumps_a_year_ahead_and_back_and_a_year_behind()
    {
        Assert.SkipUnless(FaultShim.IsPossible, "gcc is not installed.");
        await using var fire = await UnderFire.OpenAsync(shimmed: true);
        foreach (var jump in new[] { 365, 0 })
        {
            fire.Shim!.ClockOffset = TimeSpan.FromDays(jump);
            await fire.MoreAsync(500);
        }

        // A year behind, every reading is from the far future: refused by the rule for clocks, counted, and never acknowledged as stored.
        fire.Shim!.ClockOffset = TimeSpan.FromDays(-365);
        await Until.TrueAsync(async () => await fire.Console.MetricAsync("iotconsole_refusals", "border=\"publish\"", "reason=\"in-future\"") > 500, "readings of the far future are counted as refused");
        fire.Shim.ClockOffset = TimeSpan.Zero;
        await fire.MoreAsync(500);
        await fire.Console.KillAsync();
        await fire.Console.StartAsync();
        await fire.MoreAsync(200);
        await fire.VerifyAsync(mayRefuse: true);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given) ? given : otherwise;
}
