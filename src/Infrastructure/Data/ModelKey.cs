using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace IoTConsole.Infrastructure.Data;

/// <summary>EF keeps one model a context type for the whole process; ours also depends on which modules are in the list.</summary>
public sealed class ModelKey : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => (context.GetType(), ((ConsoleDb)context).TableSet, designTime);
}
