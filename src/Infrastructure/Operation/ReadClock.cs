using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Infrastructure.Operation;

/// <summary>What this machine's clock says and whether it is believed.</summary>
internal sealed class ReadClock(ClockWatch watch, Caller caller)
{
    /// <param name="Fault">Null while the clock is believed.</param>
    /// <param name="MayConfirm">Whether the caller may say that it is right all the same.</param>
    internal sealed record Row(DateTimeOffset Now, DateTimeOffset Expected, string? Fault, bool MayConfirm);

    public Result<Row> Run()
    {
        if (caller.Refuses(OperationPermissions.View) is { } refused) return refused;
        var state = watch.Look();
        return new Row(state.Now, state.Expected, state.Fault, caller.Actor.RunsThePlatform);
    }
}
