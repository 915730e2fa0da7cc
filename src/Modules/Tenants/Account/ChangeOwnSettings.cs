using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Tenants.People;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.Account;

/// <summary>How the console looks and speaks for the caller from now on. What is not named stays.</summary>
internal sealed class ChangeOwnSettings(ConsoleDbs dbs, Caller caller, IEnumerable<NoticeKind> notices)
{
    public static readonly IReadOnlyList<string> Themes = ["system", "light", "dark"];
    public static readonly IReadOnlyList<string> Densities = ["compact", "comfortable", "spacious"];

    /// <param name="TimeZone">IANA name; empty for none of one's own.</param>
    /// <param name="Silent">Codes of the news that are not to be told any more; those that are not named are.</param>
    internal sealed record Input(string? Language = null, string? Theme = null, string? Density = null, TimesOf? Times = null, string? TimeZone = null, IReadOnlyCollection<string>? Silent = null);

    public async Task<Result<GetOwnSettings.Row>> RunAsync(Input ask, CancellationToken ct)
    {
        if (ask.Language is { } language && !Words.Languages.Contains(language)) return TenantsProblems.NoLanguage;
        if (ask.Theme is { } theme && !Themes.Contains(theme)) return TenantsProblems.NoSuchLook;
        if (ask.Density is { } density && !Densities.Contains(density)) return TenantsProblems.NoSuchLook;
        if (ask.Silent?.Except(notices.Select(n => n.Code)).Any() == true) return TenantsProblems.NoSuchNotice;
        var zone = ask.TimeZone?.Trim();
        if (zone is { Length: > 0 } && (zone.Length > 64 || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))) return TenantsProblems.UnknownZone(zone[..Math.Min(64, zone.Length)]);

        await using var db = await dbs.OpenWideAsync(ct);
        if (!await db.Set<Person>().AnyAsync(p => p.Id == caller.Actor.Id, ct)) return TenantsProblems.NoPerson;
        var own = await db.Set<OwnChoices>().SingleOrDefaultAsync(o => o.PersonId == caller.Actor.Id, ct);
        if (own is null) db.Add(own = new OwnChoices { PersonId = caller.Actor.Id, TenantId = caller.Actor.TenantId ?? Guid.Empty });
        own.Language = ask.Language ?? own.Language;
        own.Theme = ask.Theme ?? own.Theme;
        own.Density = ask.Density ?? own.Density;
        own.Times = ask.Times ?? own.Times;
        if (zone is not null) own.TimeZone = zone.Length == 0 ? null : zone;
        if (ask.Silent is { } silent) own.Silent = string.Join(' ', silent.Distinct().Order(StringComparer.Ordinal));
        if (own is { Times: TimesOf.Own, TimeZone: null }) return TenantsProblems.OwnZoneNeeded;
        if (await db.TrySaveAsync(TenantsProblems.NoPerson, ct) is { } taken) return taken;
        return GetOwnSettings.RowOf(own);
    }
}
