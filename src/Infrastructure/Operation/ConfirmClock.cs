using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Infrastructure.Operation;

/// <summary>Says that this machine's clock is right although it leapt: what is past its time is removed again. Twice is as once.</summary>
internal sealed class ConfirmClock(ClockWatch watch, Caller caller, ILogger<ConfirmClock> log)
{
    public Result<Done> Run()
    {
        if (!caller.Actor.RunsThePlatform) return AccessProblems.NotThePlatform;
        var state = watch.Look();
        watch.Confirm();
        if (state.IsWrong) log.LogWarning("{Name} confirmed the clock of this machine: {Now:O} instead of {Expected:O}", caller.Actor.Name, state.Now, state.Expected);
        return Done.It;
    }
}
