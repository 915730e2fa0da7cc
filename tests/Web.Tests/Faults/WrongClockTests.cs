using System.Text.Json;
using IoTConsole.Testing.Faults;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Faults;

/// <summary>A clock that is a year off, while the console runs and when it starts: said, survived, and nothing acknowledged is lost by it.</summary>
[Collection(Alone.Name)]
public class WrongClockTests
{
    [Fact]
    public async Task A_leap_of_a_year_removes_nothing_is_said_and_jobs_go_on_when_it_is_undone()
    {
        Assert.SkipUnless(FaultShim.IsPossible, "gcc is not installed.");
        await using var fire = await UnderFire.OpenAsync(shimmed: true);
        fire.Shim!.ClockOffset = TimeSpan.FromDays(365);
        await fire.MoreAsync(300); // arrives next year
        using var ahead = await Session.SignInAsync(fire.Console);
        var removal = await Until.AnswerAsync(
            () => JobAsync(ahead, "telemetry.remove-expired-detail"), j => Ran(j)?.Year == TimeProvider.System.GetUtcNow().Year + 1, "the removal of what is past its time runs by the wrong clock");
        Assert.Equal(0, removal.GetProperty("changed").GetInt64());
        Assert.Contains("days after it should be", (await ahead.GetAsync("/api/v1/system/clock")).GetProperty("fault").GetString(), StringComparison.Ordinal);
        Assert.Contains("Nothing is removed for its age", fire.Console.Output, StringComparison.Ordinal);

        // A job planned for next year would not run before.
        fire.Shim.ClockOffset = TimeSpan.Zero;
        var back = TimeProvider.System.GetUtcNow();
        using var session = await Session.SignInAsync(fire.Console);
        await Until.AnswerAsync(() => JobAsync(session, "telemetry.write-exports"), j => Ran(j) is { } at && at >= back && at < back.AddDays(1), "jobs run by the right time again");
        Assert.Equal(JsonValueKind.Null, (await session.GetAsync("/api/v1/system/clock")).GetProperty("fault").ValueKind);
        await fire.MoreAsync(300);
        await fire.VerifyAsync();
    }

    [Theory]
    [InlineData(365, "days after it should be", "expired")]
    [InlineData(-365, "days before it should be", "not yet valid")]
    public async Task Started_with_a_clock_a_year_off_it_runs_says_what_is_wrong_and_keeps_what_was_acknowledged(int days, string fault, string refusal)
    {
        Assert.SkipUnless(FaultShim.IsPossible, "gcc is not installed.");
        await using var fire = await UnderFire.OpenAsync(shimmed: true, settings: new() { ["Pki__DeviceDays"] = "90" });
        await fire.Console.StopAsync();
        fire.Shim!.ClockOffset = TimeSpan.FromDays(days);
        await fire.Console.StartAsync();

        using (var http = new HttpClient { BaseAddress = fire.Console.Address })
        {
            Assert.Contains(fault, await http.GetStringAsync("/health/ready"), StringComparison.Ordinal);
            Assert.Contains(fault, fire.Console.Output, StringComparison.Ordinal);
        }

        using (var session = await Session.SignInAsync(fire.Console))
        {
            await Until.TrueAsync(
                async () => (await session.GetAsync("/api/v1/system/refusals")).GetRawText().Contains("certificate-" + refusal.Replace(' ', '-'), StringComparison.Ordinal),
                $"devices are refused with a certificate that seems {refusal}");
        }

        fire.Shim.ClockOffset = TimeSpan.Zero;
        await fire.MoreAsync(300);
        await fire.VerifyAsync();
    }

    private static DateTimeOffset? Ran(JsonElement job) => job.GetProperty("lastRunAt") is { ValueKind: JsonValueKind.String } at ? at.GetDateTimeOffset() : null;

    private static async Task<JsonElement> JobAsync(Session session, string name) =>
        (await session.GetAsync("/api/v1/system/jobs")).GetProperty("items").EnumerateArray().Single(j => j.GetProperty("name").GetString() == name).Clone();
}
