using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace IoTConsole.Architecture.Tests.Modules;

/// <summary>A widened contract is a visible line in the diff.</summary>
public class SurfaceTests
{
    public static TheoryData<string> Modules => new(Codebase.ModuleNames);

    [Theory]
    [MemberData(nameof(Modules))]
    public void The_public_surface_is_the_reviewed_one(string module)
    {
        var surface = Surface(Codebase.Modules[Codebase.ModuleNames.ToList().IndexOf(module)]).ToList();

        Assert.Contains(surface, l => l.Contains($"{module}Module")); // not blind
        ReviewedText.MustEqual($"Reviewed/Surface.{module}.txt", surface);
    }

    private static IEnumerable<string> Surface(Assembly assembly)
    {
        foreach (var type in assembly.GetExportedTypes().Where(t => !t.Name.StartsWith('_')).OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            yield return $"{Kind(type)} {type.FullName!["IoTConsole.".Length..]}";
            // A component's members are markup's business; it is listed so that a new page shows up in review.
            if (typeof(IComponent).IsAssignableFrom(type)) continue;
            foreach (var member in Members(type).Order(StringComparer.Ordinal)) yield return "    " + member;
        }
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.IsEnum) return type.GetEnumNames();
        var made = type.GetMethods(Own).Any(m => m.Name == "<Clone>$");
        return type.GetProperties(Own).Where(p => p.Name != "EqualityContract").Select(p => $"{Name(p.PropertyType)} {p.Name}")
            .Concat(type.GetFields(Own).Select(f => $"{Name(f.FieldType)} {f.Name}"))
            .Concat(type.GetEvents(Own).Select(e => $"event {Name(e.EventHandlerType!)} {e.Name}"))
            .Concat(type.GetMethods(Own)
                .Where(m => !m.IsSpecialName && !m.Name.StartsWith('<'))
                .Where(m => !(made && m.Name is "Equals" or "GetHashCode" or "ToString" or "Deconstruct"))
                .Select(m => $"{Name(m.ReturnType)} {m.Name}({string.Join(", ", m.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}"))})"));
    }

    private static string Kind(Type type) => type switch
    {
        _ when typeof(IComponent).IsAssignableFrom(type) => "component",
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
        _ => "class",
    };

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        if (!type.IsGenericType) return type.Name;
        return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
