namespace IoTConsole.Simulation.Replay;

/// <summary>What became of a data set: what was sent, what the broker acknowledged, and what could not be sent.</summary>
internal sealed class ReplayFigures(ReadDataSet read)
{
    private int _acknowledged;
    private int _refused;
    private int _messages;

    public ReadDataSet Read => read;

    /// <summary>Rows in messages that the broker acknowledged. Some of their readings it may have known already; the console counts those.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Rows in messages that the broker turned away for good.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public int Messages => Volatile.Read(ref _messages);

    public void Count(int rows, bool acknowledged)
    {
        Interlocked.Increment(ref _messages);
        if (acknowledged) Interlocked.Add(ref _acknowledged, rows);
        else Interlocked.Add(ref _refused, rows);
    }

    public IEnumerable<string> Lines()
    {
        yield return $"{read.Set.Name}: {read.Lines:N0} lines, {read.Set.Devices.Count} devices";
        yield return $"  sent          {Acknowledged + Refused:N0} of {read.Rows.Count:N0} rows in {Messages:N0} messages";
        yield return $"  acknowledged  {Acknowledged:N0} rows";
        if (Refused > 0) yield return $"  refused       {Refused:N0} rows, by the broker's answer";
        foreach (var reason in read.Unsent.GroupBy(u => u.Reason).OrderBy(g => g.Key, StringComparer.Ordinal))
            yield return $"  not sent      {reason.Count():N0} rows: {reason.Key}, first in {reason.First().File} line {reason.First().Line}";
        if (read.Blanks > 0) yield return $"  blank cells   {read.Blanks:N0}";
        if (read.Texts > 0) yield return $"  as text       {read.Texts:N0} cells that are no numbers";
    }
}
