using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using SharpFuzz;

namespace IoTConsole.Telemetry.Tests.Fuzz;

/// <summary>
/// Our assemblies once more, beside the real ones in this process: copies in which every branch leaves its mark in SharpFuzz's trace. Tests run
/// in them what they want to have watched; everything that is not ours is shared.
/// </summary>
internal sealed unsafe class Instrumented : AssemblyLoadContext, IDisposable
{
    public const int MapSize = 65_536;

    // Not by its name: an assembly that refers to the trace counts as instrumented.
    private static readonly Type _trace = Assembly.Load("SharpFuzz.Common").GetType("SharpFuzz.Common.Trace", throwOnError: true)!;
    private readonly string _directory = Directory.CreateTempSubdirectory("iotconsole-fuzz-").FullName;

    public Instrumented()
        : base("instrumented")
    {
        Copy("IoTConsole.Telemetry.dll", t => Starts(t, "IoTConsole.Telemetry.Payloads.", "IoTConsole.Telemetry.History.", "IoTConsole.Telemetry.Store.", "IoTConsole.Telemetry.Days."));
        Copy("IoTConsole.Infrastructure.dll", t => Starts(t, "IoTConsole.Infrastructure.Broker.PublishPacket", "IoTConsole.Infrastructure.Api."));
        Copy("IoTConsole.Telemetry.Tests.dll", t => Starts(t, "IoTConsole.Telemetry.Tests.Fuzz.Planted"));
    }

    /// <summary>A count for each branch. Never freed: other threads of what was fed may mark it to the end.</summary>
    public static byte* Marks { get; } = Allocate();

    /// <summary>The branch before the first one is none.</summary>
    public static void Begin() => _trace.GetField("PrevLocation")!.SetValue(null, 0);

    /// <summary>A target of the same type, with marks.</summary>
    public (Action<byte[]> Run, IDisposable Target) Make(Type type)
    {
        _ = Marks;
        var target = Activator.CreateInstance(Of(type))!;
        return (target.GetType().GetMethod(nameof(FuzzTarget.Run))!.CreateDelegate<Action<byte[]>>(target), (IDisposable)target);
    }

    /// <summary>The same type, with marks.</summary>
    public Type Of(Type type) => LoadFromAssemblyName(type.Assembly.GetName()).GetType(type.FullName!, throwOnError: true)!;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (!assemblyName.Name!.StartsWith("IoTConsole.", StringComparison.Ordinal)) return null;
        var copy = Path.Combine(_directory, assemblyName.Name + ".dll");
        return LoadFromAssemblyPath(File.Exists(copy) ? copy : Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll"));
    }

    private static byte* Allocate()
    {
        var marks = (byte*)NativeMemory.AllocZeroed(MapSize);
        _trace.GetField("SharedMem")!.SetValue(null, Pointer.Box(marks, typeof(byte*)));
        return marks;
    }

    private static bool Starts(string type, params string[] names) => names.Any(n => type.StartsWith(n, StringComparison.Ordinal));

    private void Copy(string file, Func<string, bool> which)
    {
        var copy = Path.Combine(_directory, file);
        File.Copy(Path.Combine(AppContext.BaseDirectory, file), copy);
        _ = Fuzzer.Instrument(copy, which, Options.Value).Count();
    }
}
