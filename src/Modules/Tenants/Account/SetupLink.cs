using System.Security.Cryptography;
using System.Text;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Tenants.Keys;
using IoTConsole.Tenants.Organisations;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Account;

internal sealed class SetupLink(IDbContextFactory<ConsoleDb> factory) : ISetupLink, IDisposable
{
    private readonly ConsoleDbs _dbs = new(factory, new Caller());
    private string? _hash;

    /// <summary>Held while an organisation is being set up: two people with the same link set up one.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public async Task<string?> IssueAsync(CancellationToken ct)
    {
        if (await IsDoneAsync(ct)) return null;
        var token = KeySecret.NewToken();
        _hash = KeySecret.HashOf(token);
        return token;
    }

    public async Task<bool> OpensAsync(string? token, CancellationToken ct) =>
        _hash is { } hash && token is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(KeySecret.HashOf(token)), Encoding.ASCII.GetBytes(hash))
        && !await IsDoneAsync(ct);

    public void Close() => _hash = null;

    public void Dispose() => Turn.Dispose();

    private async Task<bool> IsDoneAsync(CancellationToken ct)
    {
        await using var db = await _dbs.OpenAsAsync(Actor.System(), ct);
        return await db.Set<Organisation>().AnyAsync(ct);
    }
}
