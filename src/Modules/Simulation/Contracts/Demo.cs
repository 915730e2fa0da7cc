using IoTConsole.Simulation.Estates;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Simulation.Contracts;

/// <summary>The demonstration: two organisations with people, sites and planned devices, and a fleet that connects over the network.</summary>
public static class Demo
{
    /// <summary>
    /// Makes the demonstration where there is none, and lets its fleet live until the host stops. Call it when the host has started. Calling
    /// it again, in this process or the next, makes nothing twice.
    /// </summary>
    /// <returns>Lines to print: who may sign in, with passwords the first time only.</returns>
    /// <exception cref="InvalidOperationException">Something else is in the way; the message says what.</exception>
    public static async Task<IReadOnlyList<string>> SeedAsync(IServiceProvider services, DemoOptions options, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var lines = await scope.ServiceProvider.GetRequiredService<DemoGround>().PrepareAsync(options, ct);
        services.GetRequiredService<DemoFleet>().Begin();
        return lines;
    }
}
