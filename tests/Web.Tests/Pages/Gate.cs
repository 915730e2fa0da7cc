using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IoTConsole.Web.Tests.Pages;

/// <summary>A database that takes its time: while closed, whoever wants a connection waits.</summary>
internal sealed class Gate : DbConnectionInterceptor
{
    private volatile TaskCompletionSource? _closed;

    public void Close() => _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open()
    {
        var closed = _closed;
        _closed = null;
        closed?.SetResult();
    }

    public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (_closed is { } closed) await closed.Task.WaitAsync(cancellationToken);
        return result;
    }
}
