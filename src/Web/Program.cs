using IoTConsole.Infrastructure.Settings;
using IoTConsole.Simulation.Contracts;
using IoTConsole.Web;
using IoTConsole.Web.Hosting;
using IoTConsole.Web.Keeping;

try
{
    var (verb, rest) = Verb.Split(args);
    return verb switch
    {
        "run" => await ConsoleHost.RunAsync(rest, demo: null),
        "demo" => await RunDemoAsync(rest),
        "replay" => await SimulationVerbs.ReplayAsync(rest, CancellationToken.None),
        "simulate" => await SimulationVerbs.SimulateAsync(rest, CancellationToken.None),
        "backup" => await KeepingVerbs.BackupAsync(rest),
        "restore" => await KeepingVerbs.RestoreAsync(rest),
        "verify-telemetry" => await KeepingVerbs.VerifyAsync(rest),
        "migrate-telemetry" => await KeepingVerbs.MigrateAsync(rest),
        _ => Verb.Unknown(verb),
    };
}
catch (Exception fault) when (fault is InvalidSettingsException or FormatException)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return 2;
}

static Task<int> RunDemoAsync(string[] rest)
{
    var (options, others) = DemoOptions.Parse(rest);
    return ConsoleHost.RunAsync(others, options);
}
