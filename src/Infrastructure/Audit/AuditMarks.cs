namespace IoTConsole.Infrastructure.Audit;

/// <summary>Changes to this entity leave no audit row: it is itself a record, or a counter.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NotAuditedAttribute : Attribute;

/// <summary>The audit says that it changed, never what it was or became.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>How the thing is called in the audit log.</summary>
public interface INamed
{
    string AuditName { get; }
}

/// <summary>What one row for a whole save is about.</summary>
/// <param name="Kind">The kind of thing, which is not counted among what was saved.</param>
/// <param name="Path">Where the row stands in the tree.</param>
public sealed record AuditSubject(string Kind, string Id, string Name, string Path);
