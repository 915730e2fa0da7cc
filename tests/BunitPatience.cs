using System.Runtime.CompilerServices;

namespace IoTConsole.Testing;

/// <summary>A busy machine draws slowly: waiting ends as soon as the condition holds, so patience costs nothing.</summary>
internal static class BunitPatience
{
    [ModuleInitializer]
    internal static void Take() => Bunit.BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(30);
}
