using System.ComponentModel.DataAnnotations;

namespace IoTConsole.Web;

/// <summary>The relational engines that have migrations.</summary>
public enum DatabaseEngine
{
    Sqlite,
    PostgreSql,
    SqlServer,
}

/// <summary>Section <c>Database</c>: where organisations, people, devices and the audit log are kept.</summary>
public sealed class DatabaseSettings : IValidatableObject
{
    /// <summary><c>Sqlite</c> (default, a file in the data directory), <c>PostgreSql</c> or <c>SqlServer</c>.</summary>
    [EnumDataType(typeof(DatabaseEngine))]
    public DatabaseEngine Engine { get; set; }

    /// <summary>Required for the server engines. A secret: take it from the environment, never from a file in git.</summary>
    public string? ConnectionString { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Engine != DatabaseEngine.Sqlite && string.IsNullOrWhiteSpace(ConnectionString))
            yield return new($"Database:ConnectionString is needed when Database:Engine is {Engine}.", [nameof(ConnectionString)]);
    }

    public string ConnectionFor(string dataDirectory) => Engine == DatabaseEngine.Sqlite && string.IsNullOrWhiteSpace(ConnectionString)
        ? $"Data Source={Path.Combine(dataDirectory, "console.db")};Default Timeout=30"
        : ConnectionString!;
}
