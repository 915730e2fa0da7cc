namespace IoTConsole.Infrastructure.Events;

/// <summary>News for other modules: a past-tense record of values, written in the same transaction as the change.</summary>
public interface IEvent;

/// <summary>Delivered at least once, in order of writing per process; written so that a second delivery changes nothing.</summary>
public interface IReactTo<in TNews>
    where TNews : IEvent
{
    Task HandleAsync(TNews news, CancellationToken ct);
}
