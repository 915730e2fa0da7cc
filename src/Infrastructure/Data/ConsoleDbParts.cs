using IoTConsole.Infrastructure.Events;

namespace IoTConsole.Infrastructure.Data;

/// <summary>What every context is built from.</summary>
public sealed class ConsoleDbParts(IEnumerable<IModuleTables> tables, TimeProvider clock, OutboxNudge nudge)
{
    public IReadOnlyList<IModuleTables> Tables { get; } = tables.ToList();

    public string TableSet { get; } = string.Join(' ', tables.Select(t => t.Prefix));

    public TimeProvider Clock { get; } = clock;

    public OutboxNudge OutboxNudge { get; } = nudge;
}
