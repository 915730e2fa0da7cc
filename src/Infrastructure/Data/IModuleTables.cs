using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Data;

/// <summary>A module's part of the one relational model: its entities and nothing of its neighbours.</summary>
public interface IModuleTables
{
    /// <summary>The prefix of its table names, without the underscore.</summary>
    string Prefix { get; }

    void Configure(ModelBuilder model);
}
