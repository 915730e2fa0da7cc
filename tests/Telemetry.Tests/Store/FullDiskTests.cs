using System.Diagnostics;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Store;

/// <summary>A real file system that is really full. Mounting one needs to be allowed; where it is not, only the reserve is tested.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const long T0 = StoreFixture.T0;
    private const long Megabyte = 1024 * 1024;
    private readonly string _disk = Directory.CreateTempSubdirectory("iotconsole-full-").FullName;
    private bool _mounted;

    [Theory]
    [InlineData(4)] // stops before the end
    [InlineData(0)] // runs into it
    public async Task A_full_disk_stops_acknowledgements_says_why_corrupts_nothing_and_goes_on_by_itself(int reserve)
    {
        Assert.SkipUnless(Mount(), "This machine does not let a test mount a small file system.");
        await using var f = new StoreFixture(_disk, s => s.ReserveMegabytes = reserve);
        var acknowledged = new HashSet<long>();
        for (var i = 0; i < 20; i++) await SendAsync(f, i, acknowledged);
        Assert.Null(f.Store.Fault);
        await using (var ballast = File.Create(Path.Combine(_disk, "ballast")))
        {
            ballast.SetLength(0);
            var block = new byte[Megabyte];
            while (new DriveInfo(_disk).AvailableFreeSpace > Math.Max(reserve - 1, 1) * Megabyte) await ballast.WriteAsync(block);
            await ballast.FlushAsync();
        }

        var at = 20;
        for (; f.Store.Fault is null && at < 5000; at++) await SendAsync(f, at, acknowledged, mayFail: true);

        Assert.Contains("is full", f.Store.Fault, StringComparison.Ordinal);
        await SendAsync(f, at++, acknowledged, mayFail: true);
        File.Delete(Path.Combine(_disk, "ballast"));
        for (var more = 0; more < 20; more++) await SendAsync(f, at++, acknowledged);
        Assert.Null(f.Store.Fault);

        for (var look = 0; look < 2; look++)
        {
            var stored = await f.RawAsync("a", "temperature");
            Assert.Equal(stored.Count, stored.Select(r => r.At).Distinct().Count());
            Assert.Empty(acknowledged.Except(stored.Select(r => r.At)));
            Assert.Empty((await f.Store.CheckAsync(CancellationToken.None)).Faults);
            await f.ReopenAsync();
        }
    }

    [Fact]
    public async Task Below_the_reserve_nothing_is_taken_and_above_it_again()
    {
        await using var f = new StoreFixture();
        f.Settings.ReserveMegabytes = 1_048_576;
        await f.ReopenAsync();

        var fault = await Assert.ThrowsAsync<StoreFault>(() => f.SendAsync("a", T0, ("temperature", 1)));
        Assert.Contains("kept in reserve", fault.Message, StringComparison.Ordinal);
        Assert.Equal(fault.Message, f.Store.Fault);

        f.Settings.ReserveMegabytes = 1;
        await f.ReopenAsync();
        Assert.Equal(1, (await f.SendAsync("a", T0, ("temperature", 1))).Stored);
    }

    public void Dispose()
    {
        if (_mounted) Run("umount", _disk);
        Directory.Delete(_disk);
    }

    private static async Task SendAsync(StoreFixture f, int message, HashSet<long> acknowledged, bool mayFail = false)
    {
        var from = T0 + (message * 500L);
        var submission = new Telemetry.Ingest.Submission(500);
        for (var i = 0; i < 500; i++)
        {
            var one = f.Message("a", from + i, ("temperature", Math.Sin(from + i)));
            submission.Frames.Add(one.Frames[0] with { First = submission.Readings.Count });
            submission.Readings.Add(one.Readings[0]);
        }

        try
        {
            await f.Commit.StoreAsync(submission);
            for (var i = 0; i < 500; i++) acknowledged.Add(from + i);
        }
        catch (StoreFault) when (mayFail)
        {
            // Not acknowledged: the sender would send it again.
        }
    }

    private bool Mount() => _mounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", _disk) == 0;

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
