using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Infrastructure.Events;

/// <summary>News written with its change, waiting to be delivered.</summary>
public sealed class OutboxRow
{
    public Guid Id { get; set; }

    public string Type { get; set; } = "";

    public string Body { get; set; } = "";

    public DateTimeOffset WrittenAt { get; set; }

    /// <summary>Failed deliveries so far; at ten it rests in the dead-letter list until someone retries it.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset NotBefore { get; set; }

    public string? LastError { get; set; }

    public static OutboxRow For(IEvent news, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Type = news.GetType().FullName!,
        Body = JsonSerializer.Serialize(news, news.GetType()),
        WrittenAt = now,
        NotBefore = now,
    };
}

internal sealed class OutboxRowConfiguration : IEntityTypeConfiguration<OutboxRow>
{
    public void Configure(EntityTypeBuilder<OutboxRow> outbox)
    {
        outbox.ToTable("core_outbox");
        outbox.Property(o => o.Type).HasMaxLength(300);
        outbox.HasIndex(o => new { o.NotBefore, o.Id });
    }
}
