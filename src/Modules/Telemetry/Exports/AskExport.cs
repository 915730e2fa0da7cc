using System.Globalization;
using System.Text.Json;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Live;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.History;
using IoTConsole.Tenants.Contracts;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Telemetry.Exports;

/// <summary>Asks for a file of readings; it is written in the background, with what the caller sees now.</summary>
internal sealed class AskExport(
    ConsoleDbs dbs, IDeviceDirectory devices, ISiteDirectory sites, LiveTopics live, ExportsSettings settings, Caller caller, TimeProvider clock)
{
    internal sealed record Input(ChoiceInput Choice, DateTimeOffset From, DateTimeOffset To, ExportFormat Format);

    public async Task<Result<Guid>> RunAsync(Input ask, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        var choice = ask.Choice.Seen(caller, devices, sites);
        if (!choice.Succeeded) return choice.Problem;
        if (ask.To <= ask.From || !Enum.IsDefined(ask.Format)) return TelemetryProblems.BadRange;
        await using var db = await dbs.OpenAsync(ct);
        if (await db.Set<Export>().CountAsync(e => e.State == ExportState.Waiting || e.State == ExportState.Running, ct) >= settings.WaitingPerTenant)
            return TelemetryProblems.ExportsWaiting(settings.WaitingPerTenant);
        var now = clock.GetUtcNow();
        var export = new Export
        {
            Id = Guid.CreateVersion7(now), TenantId = choice.Value.TenantId, AskedById = caller.Actor.Id, AskedBy = caller.Actor.Name, Words = WordsOf(ask, choice.Value.TenantId),
            Format = ask.Format, Choice = JsonSerializer.Serialize(choice.Value), From = ask.From.ToUniversalTime(), To = ask.To.ToUniversalTime(), AskedAt = now,
        };
        db.Add(export);
        await db.SaveChangesAsync(ct);
        live.Announce(TopicOf(export.TenantId));
        return export.Id;
    }

    internal static string TopicOf(Guid tenantId) => $"exports:{tenantId}";

    private string WordsOf(Input ask, Guid tenant)
    {
        var choice = ask.Choice;
        var where = choice.Devices is { Count: 1 } one ? one[0] : choice.Devices is { Count: > 1 } many ? $"{many.Count} devices"
            : choice.Site is { } site && sites.Find(tenant, site) is { } node ? sites.NameOf(tenant, node.Path) : "everything in scope";
        var tagged = string.IsNullOrWhiteSpace(choice.Tag) ? "" : $" tagged {choice.Tag.Trim()}";
        var words = string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", choice.Metrics)} of {where}{tagged}");
        return words.Length <= 300 ? words : words[..299] + "…";
    }
}
