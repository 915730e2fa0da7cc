using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace IoTConsole.Architecture.Tests;

/// <summary>What a compiled assembly says about itself, whatever its sources look like.</summary>
internal static class Metadata
{
    private static readonly Dictionary<short, OpCode> _opCodes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    /// <summary>Full names of every type of other assemblies that it mentions.</summary>
    public static IReadOnlyList<string> Borrowed(Assembly assembly)
    {
        using var pe = new PEReader(File.OpenRead(assembly.Location));
        var metadata = pe.GetMetadataReader();
        return metadata.TypeReferences.Select(handle => NameOf(metadata, handle)).Distinct().Order().ToList();
    }

    /// <summary>Every string literal in its code.</summary>
    public static IReadOnlyList<string> Strings(Assembly assembly)
    {
        using var pe = new PEReader(File.OpenRead(assembly.Location));
        var metadata = pe.GetMetadataReader();
        var found = new List<string>();
        for (var handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = metadata.GetNextHandle(handle))
            found.Add(metadata.GetUserString(handle));
        return found;
    }

    /// <summary>The static fields that the code of a type loads and the methods it calls, its lambdas and state machines included.</summary>
    public static IReadOnlySet<MemberInfo> UsedBy(Type type)
    {
        var found = new HashSet<MemberInfo>();
        foreach (var part in new[] { type }.Concat(Nested(type)))
        {
            var members = part.GetMethods(Codebase.All).Cast<MethodBase>().Concat(part.GetConstructors(Codebase.All));
            foreach (var method in members) found.UnionWith(UsedBy(method));
        }

        return found;
    }

    private static IEnumerable<MemberInfo> UsedBy(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < il.Length;)
        {
            var code = il[at] == 0xFE ? (short)((il[at] << 8) | il[at + 1]) : il[at];
            var op = _opCodes[code];
            at += op.Size;
            if (op == OpCodes.Ldsfld || op == OpCodes.Call || op == OpCodes.Callvirt)
            {
                var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
                var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
                yield return method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, methodArguments)!;
            }

            at += op.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> Nested(Type type) => type.GetNestedTypes(Codebase.All).SelectMany(n => Nested(n).Prepend(n));

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope)}+{metadata.GetString(type.Name)}"
            : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
