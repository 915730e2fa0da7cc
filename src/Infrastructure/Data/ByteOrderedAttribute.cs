namespace IoTConsole.Infrastructure.Data;

/// <summary>A code that programs choose: compared byte by byte on every engine, whatever the database's language does with case.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ByteOrderedAttribute : Attribute;
