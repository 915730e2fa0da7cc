using System.Text.Json;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Infrastructure.Events;

/// <summary>One listener of one kind of news, as registered by a module.</summary>
public sealed record Reaction(Type News, Func<IServiceProvider, IEvent, CancellationToken, Task> Deliver);

/// <summary>Delivers the outbox in order of writing. What fails is tried again later, ten times, and then kept for a person.</summary>
internal sealed class DeliverNews(
    IServiceScopeFactory scopes, IEnumerable<Reaction> reactions, OutboxNudge nudge, TimeProvider clock, ILogger<DeliverNews> log)
    : BackgroundService
{
    private const int Batch = 100;
    internal const int MostAttempts = 10;
    private readonly ILookup<string, Reaction> _reactions = reactions.ToLookup(r => r.News.FullName!);
    private readonly Dictionary<string, Type> _types = reactions.DistinctBy(r => r.News).ToDictionary(r => r.News.FullName!, r => r.News);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var delivered = 0;
            try
            {
                delivered = await DeliverOnceAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "News could not be read; it stays in the outbox");
            }

            if (delivered < Batch) await nudge.WaitAsync(TimeSpan.FromSeconds(5), stoppingToken);
        }
    }

    internal async Task<int> DeliverOnceAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Become(Actor.System());
        await using var db = await scope.ServiceProvider.GetRequiredService<ConsoleDbs>().OpenAsAsync(Actor.System(), ct);
        var now = clock.GetUtcNow();
        var waiting = await db.Set<OutboxRow>()
            .Where(o => o.NotBefore <= now && o.Attempts < MostAttempts).OrderBy(o => o.WrittenAt).ThenBy(o => o.Id).Take(Batch).ToListAsync(ct);
        foreach (var row in waiting) await DeliverAsync(db, row, ct);
        await db.SaveChangesAsync(ct);
        return waiting.Count;
    }

    private async Task DeliverAsync(ConsoleDb db, OutboxRow row, CancellationToken ct)
    {
        try
        {
            if (_types.TryGetValue(row.Type, out var type))
            {
                var news = (IEvent)JsonSerializer.Deserialize(row.Body, type)!;
                foreach (var reaction in _reactions[row.Type])
                {
                    await using var scope = scopes.CreateAsyncScope();
                    scope.ServiceProvider.GetRequiredService<Caller>().Become(Actor.System());
                    await reaction.Deliver(scope.ServiceProvider, news, ct);
                }
            }

            // If the process dies before the save below, the news is delivered again: reactions may run twice.
            db.Remove(row);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            row.Attempts++;
            row.LastError = fault.Message;
            row.NotBefore = clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Pow(2, row.Attempts));
            log.LogError(fault, "Delivery {Attempt} of {News} failed", row.Attempts, row.Type);
        }
    }
}
