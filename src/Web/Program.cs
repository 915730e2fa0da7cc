using IoTConsole.Infrastructure.Settings;
using IoTConsole.Web;
using IoTConsole.Web.Hosting;

try
{
    var (verb, rest) = Verb.Split(args);
    return verb switch
    {
        "run" or "demo" => await ConsoleHost.RunAsync(rest, demo: verb == "demo"),
        _ => Verb.Unknown(verb),
    };
}
catch (InvalidSettingsException fault)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return 2;
}
