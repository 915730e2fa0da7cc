using System.Diagnostics;

namespace IoTConsole.Web.Tests.Running;

/// <summary>Waits for a condition, with a deadline that only a fault reaches. The one place in the tests where time passes.</summary>
internal static class Until
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? atMost = null, Func<string>? context = null)
    {
        var watch = Stopwatch.StartNew();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        Exception? last = null;
        while (true)
        {
            try
            {
                if (await condition()) return;
                last = null;
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or IOException)
            {
                // The other side is not there yet; its last word goes into the failure.
                last = fault;
            }

            if (watch.Elapsed > (atMost ?? Soon))
                Assert.Fail($"Waited {watch.Elapsed.TotalSeconds:0} s in vain until {what}. {last?.Message} {context?.Invoke()}");
            await tick.WaitForNextTickAsync();
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? atMost = null, Func<string>? context = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, atMost, context);

    /// <summary>The first answer that satisfies.</summary>
    public static async Task<T> AnswerAsync<T>(Func<Task<T>> ask, Func<T, bool> satisfies, string what, TimeSpan? atMost = null)
    {
        T answer = default!;
        await TrueAsync(async () => satisfies(answer = await ask()), what, atMost, () => $"The last answer was {answer}.");
        return answer;
    }
}
