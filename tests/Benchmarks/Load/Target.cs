namespace IoTConsole.Benchmarks.Load;

/// <summary>A broker on this machine.</summary>
internal sealed record Target(string Name, int Port, bool Secure);
