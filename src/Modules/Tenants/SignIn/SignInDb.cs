using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;

namespace IoTConsole.Tenants.SignIn;

/// <summary>
/// The context of ASP.NET Core Identity's store, one a request. Before sign-in there is no caller yet and the system asks;
/// afterwards the person does, so that the audit names them.
/// </summary>
internal sealed class SignInDb(ConsoleDbs dbs, Caller caller) : IAsyncDisposable, IDisposable
{
    private ConsoleDb? _db;

    // Opening touches no connection and completes at once; the store's constructor cannot wait.
    public ConsoleDb Db => _db ??= dbs.OpenAsAsync(caller.IsEstablished ? caller.Actor : Actor.System(), CancellationToken.None, "SignIn")
        .GetAwaiter().GetResult();

    public void Dispose() => _db?.Dispose();

    public ValueTask DisposeAsync() => _db?.DisposeAsync() ?? ValueTask.CompletedTask;
}
