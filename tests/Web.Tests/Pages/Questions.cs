using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IoTConsole.Web.Tests.Pages;

/// <summary>Notes every statement that is sent to the database.</summary>
internal sealed class Questions : DbCommandInterceptor
{
    private readonly ConcurrentQueue<string> _asked = new();

    public IReadOnlyCollection<string> Asked => _asked;

    public void Forget() => _asked.Clear();

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        _asked.Enqueue(command.CommandText);
        return ValueTask.FromResult(result);
    }
}
