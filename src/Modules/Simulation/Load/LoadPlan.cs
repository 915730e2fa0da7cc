namespace IoTConsole.Simulation.Load;

/// <param name="Window">Publishes of one connection that may wait for their acknowledgement at the same time, at least 1.</param>
/// <param name="Entries">Readings in a publish, at least 1.</param>
/// <param name="PerSecond">Publishes a second of one connection; null is as many as are acknowledged.</param>
internal sealed record LoadPlan(int Window = 16, int Entries = 1, double? PerSecond = null);

/// <param name="Acknowledged">Readings, not publishes.</param>
/// <param name="Refused">Readings that the broker turned away for good.</param>
/// <param name="Resent">Publishes that had to be sent again.</param>
/// <param name="P50">Milliseconds from publish to acknowledgement.</param>
internal sealed record LoadFigures(long Acknowledged, long Refused, long Resent, double P50, double P99);
