using IoTConsole.Simulation.Load;
using IoTConsole.Simulation.Replay;

namespace IoTConsole.Simulation.Contracts;

/// <summary>Words of the program that talk to a console elsewhere, over the network only. They need no services of the host.</summary>
public static class SimulationVerbs
{
    /// <summary><c>replay</c>: sends published data sets as devices. See the module's README for what may follow.</summary>
    /// <returns>0 when everything was acknowledged or there was nothing to send, 1 when something was refused, 2 when it was asked wrongly.</returns>
    public static Task<int> ReplayAsync(string[] args, CancellationToken ct) => ReportAsync(() => ReplayVerb.StartAsync(args, Console.Out, TimeProvider.System, ct));

    /// <summary><c>simulate</c>: load by many connections, and a file of what was acknowledged.</summary>
    /// <returns>0 when nothing was refused, 1 when something was, 2 when it was asked wrongly.</returns>
    public static Task<int> SimulateAsync(string[] args, CancellationToken ct) => ReportAsync(() => SimulateVerb.StartAsync(args, Console.Out, TimeProvider.System, ct));

    private static async Task<int> ReportAsync(Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException or HttpRequestException or IOException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return 1;
        }
    }
}
