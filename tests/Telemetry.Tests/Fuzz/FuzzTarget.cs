namespace IoTConsole.Telemetry.Tests.Fuzz;

/// <summary>What is fed. Made and run in the instrumented copy, seen from outside through a delegate only.</summary>
internal abstract class FuzzTarget : IDisposable
{
    /// <exception cref="Exception">Whatever is thrown is a finding.</exception>
    public abstract void Run(byte[] bytes);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
