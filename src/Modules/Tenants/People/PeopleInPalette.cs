using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Palette;
using Microsoft.EntityFrameworkCore;
using MudBlazor;

namespace IoTConsole.Tenants.People;

/// <summary>People in the caller's sight. Read once for a stretch of typing, not at every letter.</summary>
internal sealed class PeopleInPalette(ConsoleDbs dbs, Caller caller, PeopleInSight sight, TimeProvider clock) : IPaletteSource
{
    private const int Most = 5000;
    private static readonly TimeSpan _kept = TimeSpan.FromSeconds(10);
    private PaletteIndex<Known>? _index;
    private (string Held, DateTimeOffset At) _read;

    private sealed record Known(Guid Id, string Name, string Email);

    public string Kind => "person";

    public string Heading => "People";

    public string Icon => Icons.Material.Outlined.Person;

    public async ValueTask<IReadOnlyList<PaletteHit>> FindAsync(PaletteWords words, int most, CancellationToken ct)
    {
        if (words.IsEmpty || !caller.Actor.Can(TenantsPermissions.PeopleView)) return [];
        var held = $"{caller.Narrowed}|{string.Join('|', caller.Actor.Grants)}";
        if (_index is null || _read.Held != held || clock.GetUtcNow() - _read.At > _kept)
        {
            await using var db = await dbs.OpenAsync(ct);
            var people = await sight.Of(db, wide: false).AsNoTracking().OrderBy(p => p.DisplayName).Take(Most)
                .Select(p => new Known(p.Id, p.DisplayName, p.Email!)).ToListAsync(ct);
            (_index, _read) = (new PaletteIndex<Known>(people, p => p.Name + PaletteWords.FieldEnd + p.Email), (held, clock.GetUtcNow()));
        }

        return _index.Find(words, most, _ => true).Select(f => HitOf(f.Thing, f.Score)).ToList();
    }

    public async ValueTask<PaletteHit?> RecallAsync(string id, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var person) || !caller.Actor.Can(TenantsPermissions.PeopleView)) return null;
        await using var db = await dbs.OpenAsync(ct);
        return await sight.Of(db, wide: false).AsNoTracking().Where(p => p.Id == person).Select(p => new Known(p.Id, p.DisplayName, p.Email!)).SingleOrDefaultAsync(ct) is { } known
            ? HitOf(known, 1)
            : null;
    }

    private static PaletteHit HitOf(Known person, int score) => new(person.Id.ToString(), person.Name, person.Email, $"/people/{person.Id}", score);
}
