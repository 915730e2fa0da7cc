using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Ui;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Account;

/// <summary>How the caller wants the console; as it comes where they never said.</summary>
internal sealed class GetOwnSettings(ConsoleDbs dbs, Caller caller)
{
    /// <param name="Language">Null: as the browser asks.</param>
    /// <param name="Theme">system, light or dark.</param>
    /// <param name="Density">compact, comfortable or spacious.</param>
    /// <param name="Silent">Codes of the news that are not told, with spaces between.</param>
    internal sealed record Row(string? Language, string Theme, string Density, TimesOf Times, string? TimeZone, string Silent = "");

    public async Task<Row> RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.OpenWideAsync(ct);
        var own = await db.Set<OwnChoices>().AsNoTracking().SingleOrDefaultAsync(o => o.PersonId == caller.Actor.Id, ct);
        return RowOf(own);
    }

    internal static Row RowOf(OwnChoices? own) => new(own?.Language, own?.Theme ?? "system", own?.Density ?? "comfortable", own?.Times ?? TimesOf.Place, own?.TimeZone, own?.Silent ?? "");
}
