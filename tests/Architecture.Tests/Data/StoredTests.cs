using System.ComponentModel.DataAnnotations.Schema;
using System.Reflection;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace IoTConsole.Architecture.Tests.Data;

/// <summary>EF ignores in silence what it cannot map; this looks at the classes instead.</summary>
public class StoredTests
{
    [Fact]
    public void Every_property_of_every_entity_is_stored()
    {
        using var db = new DesignSqlite().CreateDbContext([]);
        var entities = db.Model.GetEntityTypes().Where(e => e.ClrType.Namespace?.StartsWith("IoTConsole", StringComparison.Ordinal) == true).ToList();

        Assert.Contains(entities, e => e.FindProperty("SitePath") is not null); // not blind
        Assert.Empty(entities.SelectMany(Forgotten));
    }

    [Fact]
    public void Every_table_carries_the_prefix_of_its_module()
    {
        using var db = new DesignSqlite().CreateDbContext([]);
        var prefixes = Codebase.Registered.Where(s => s.ServiceType == typeof(IModuleTables))
            .Select(s => (IModuleTables)Activator.CreateInstance(s.ImplementationType!)!)
            .ToDictionary(t => t.GetType().Assembly, t => t.Prefix);
        prefixes[Codebase.Infrastructure] = "core";

        Assert.All(db.Model.GetEntityTypes(), e => Assert.StartsWith(prefixes[e.ClrType.Assembly] + "_", e.GetTableName(), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_text_has_a_length_or_says_that_it_has_none()
    {
        using var db = new DesignSqlServer().CreateDbContext([]);
        var keys = db.Model.GetEntityTypes().SelectMany(e => e.GetKeys().SelectMany(k => k.Properties).Concat(e.GetIndexes().SelectMany(i => i.Properties)))
            .Where(p => p.ClrType == typeof(string)).Distinct().ToList();

        Assert.NotEmpty(keys); // not blind
        Assert.Empty(keys.Where(p => p.GetMaxLength() is null && p.GetTypeMapping().Converter is null).Select(p => $"{p.DeclaringType.ClrType.Name}.{p.Name}"));
    }

    private static IEnumerable<string> Forgotten(IEntityType entity)
    {
        var mapped = entity.GetMembers().Select(m => m.Name).ToHashSet();
        return entity.ClrType.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(p => p.SetMethod is not null && p.GetCustomAttribute<NotMappedAttribute>() is null && !p.Name.Contains('.'))
            .Where(p => !mapped.Contains(p.Name))
            .Select(p => $"{entity.ClrType.Name}.{p.Name}");
    }
}
