using System.Globalization;
using IoTConsole.Testing.Faults;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Faults;

/// <summary>
/// Kills at random moments of full load while something else is wrong, too. <c>IOTCONSOLE_TEST_KILLS=100</c> makes each run longer,
/// <c>IOTCONSOLE_TEST_SEED</c> repeats one.
/// </summary>
[Collection(Alone.Name)]
public class KilledAndWorseTests
{
    private const long Kilobyte = 1024;
    private static readonly int _seed = Number("IOTCONSOLE_TEST_SEED", Environment.TickCount & 0xffff);
    private static readonly int _kills = Number("IOTCONSOLE_TEST_KILLS", 4);
    private readonly Random _chance = new(_seed);

    [Theory]
    [InlineData(0)] // runs into the end of the disk
    [InlineData(16)] // stops before it
    public async Task Killed_while_the_disk_fills_and_is_cleared_again(int reserve)
    {
        using var disk = SmallDisk.Mount(160);
        Assert.SkipUnless(disk is not null, "This machine does not let a test mount a small file system.");
        await using var fire = await UnderFire.OpenAsync(
            data: disk.Directory, settings: new() { ["Telemetry__ReserveMegabytes"] = reserve.ToString(CultureInfo.InvariantCulture) });
        var (silent, unwell) = (0, 0);
        for (var kill = 0; kill < _kills; kill++)
        {
            await fire.MoreAsync(_chance.Next(50, 500));

            // It fills within the next few commits, or at once, and the kill finds it nearly, just or long since full.
            disk.Fill((reserve * 1024 * Kilobyte) + (_chance.Next(0, 2048) * Kilobyte));
            if (kill % 2 == 0)
            {
                disk.Fill(0);
                await fire.SilenceAsync();
                silent++;
            }
            else
            {
                await UnderFire.ForAsync(TimeSpan.FromMilliseconds(_chance.Next(0, 1500)));
            }

            await fire.Console.KillAsync();
            if (_chance.Next(2) == 0)
            {
                // Begun on a disk that is full, it says so and waits for room.
                await fire.Console.StartUnwellAsync();
                unwell++;
                disk.Clear();
                await fire.Console.ReadyAsync();
            }
            else
            {
                disk.Clear();
                await fire.Console.StartAsync();
            }
        }

        await fire.MoreAsync(200);
        await fire.VerifyAsync();
        TestContext.Current.SendDiagnosticMessage($"{_kills} kills while the disk filled, reserve {reserve} MB, seed {_seed}; {silent} when nothing was taken any more, {unwell} begun again on the full disk.");
    }

    [Fact]
    public async Task Killed_while_the_clock_jumps_a_year_ahead_and_behind()
    {
        Assert.SkipUnless(FaultShim.IsPossible, "gcc is not installed.");
        await using var fire = await UnderFire.OpenAsync(shimmed: true);
        int[] jumps = [365, -365, 0];
        var acknowledgedWrongly = 0L;
        for (var kill = 0; kill < _kills; kill++)
        {
            await fire.MoreAsync(_chance.Next(50, 500));
            var before = fire.Acknowledged;
            for (var jump = _chance.Next(1, 4); jump > 0; jump--)
            {
                fire.Shim!.ClockOffset = TimeSpan.FromDays(jumps[_chance.Next(jumps.Length)]);
                await UnderFire.ForAsync(TimeSpan.FromMilliseconds(_chance.Next(50, 1500)));
            }

            // Killed at the wrong time, and begun again at the true one or at another wrong one.
            if (kill == 0) fire.Shim!.ClockOffset = TimeSpan.FromDays(-365);
            await fire.Console.KillAsync();
            acknowledgedWrongly += fire.Acknowledged - before;
            fire.Shim!.ClockOffset = TimeSpan.FromDays(jumps[kill % 3]);
            await fire.Console.StartUnwellAsync();
            await UnderFire.ForAsync(TimeSpan.FromMilliseconds(_chance.Next(0, 3000)));
            fire.Shim.ClockOffset = TimeSpan.Zero;
            await fire.Console.ReadyAsync();
        }

        await fire.MoreAsync(200);
        await fire.VerifyAsync(mayRefuse: null);
        TestContext.Current.SendDiagnosticMessage($"{_kills} kills while the clock jumped, seed {_seed}; {acknowledgedWrongly} readings acknowledged at wrong times.");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given) ? given : otherwise;
}
