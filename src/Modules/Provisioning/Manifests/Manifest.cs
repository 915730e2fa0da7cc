using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IoTConsole.Provisioning.Manifests;

/// <summary>
/// A list of devices that somebody brought, read and judged, to be planned when it is imported. Stands at the lowest place above all of its devices, so that
/// it is seen by who may see all of them.
/// </summary>
internal sealed class Manifest : IPlaced, INamed
{
    public const int Most = 200_000;

    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public string SitePath { get; set; } = "";

    /// <summary>Of the file.</summary>
    public string Name { get; set; } = "";

    public string BroughtBy { get; set; } = "";

    public DateTimeOffset BroughtAt { get; set; }

    /// <summary>Those that can be imported.</summary>
    public int Rows { get; set; }

    /// <summary>Rows with at least one fault.</summary>
    public int Faulty { get; set; }

    /// <summary>Packed <see cref="ManifestLook"/>.</summary>
    public byte[] Look { get; set; } = [];

    /// <summary>The run that imports it; null until somebody starts one.</summary>
    public Guid? RunId { get; set; }

    public string AuditName => Name;

    /// <summary>What the device of a row is called inside, known before it is there: a row becomes one device however often it is imported.</summary>
    public static Guid IdOf(Guid manifest, int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        manifest.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], number);
        return new Guid(bytes, bigEndian: true);
    }

    public static int NumberOf(Guid row)
    {
        Span<byte> bytes = stackalloc byte[16];
        row.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt32BigEndian(bytes[12..]);
    }

    public static byte[] Pack<T>(T thing)
    {
        using var buffer = new MemoryStream();
        using (var squeeze = new BrotliStream(buffer, CompressionLevel.Fastest)) JsonSerializer.Serialize(squeeze, thing);
        return buffer.ToArray();
    }

    public static T Unpack<T>(byte[] packed)
    {
        using var open = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(open)!;
    }
}

/// <summary>What the preview shows.</summary>
/// <param name="Faults">The first <see cref="MostFaults"/>, by line.</param>
/// <param name="Ignored">Columns that mean nothing here.</param>
/// <param name="Sample">The first few rows.</param>
internal sealed record ManifestLook(
    IReadOnlyList<ManifestFault> Faults, IReadOnlyList<string> Ignored, IReadOnlyList<ManifestCount> Models, IReadOnlyList<ManifestCount> Places, IReadOnlyList<ManifestRow> Sample)
{
    public const int MostFaults = 10_000;
}

internal sealed record ManifestCount(string What, int Count);

/// <param name="Line">In the file, the first being 1.</param>
/// <param name="Column">As the file calls it.</param>
/// <param name="Given">What stands there, at most 100 characters.</param>
internal sealed record ManifestFault(int Line, string Column, string Given, BulkReason Why);

/// <summary>Some hundred rows, packed. Stored once and never changed.</summary>
[NotAudited]
internal sealed class ManifestPart : ITenantOwned
{
    public const int Size = 500;

    public Guid ManifestId { get; set; }

    public int Number { get; set; }

    public Guid TenantId { get; set; }

    /// <summary>Packed list of <see cref="ManifestRow"/>.</summary>
    public byte[] Rows { get; set; } = [];
}

internal sealed class ManifestConfiguration : IEntityTypeConfiguration<Manifest>, IEntityTypeConfiguration<ManifestPart>
{
    public void Configure(EntityTypeBuilder<Manifest> manifest)
    {
        manifest.ToTable("provisioning_manifests");
        manifest.Property(m => m.Id).ValueGeneratedNever();
        manifest.Property(m => m.Name).HasMaxLength(200);
        manifest.Property(m => m.BroughtBy).HasMaxLength(200);
        manifest.Ignore(m => m.AuditName);
        manifest.HasIndex(m => new { m.TenantId, m.BroughtAt });
        manifest.HasIndex(m => m.BroughtAt);
    }

    public void Configure(EntityTypeBuilder<ManifestPart> part)
    {
        part.ToTable("provisioning_manifest_parts");
        part.HasKey(p => new { p.ManifestId, p.Number });
        part.HasOne<Manifest>().WithMany().HasForeignKey(p => p.ManifestId).OnDelete(DeleteBehavior.Cascade);
    }
}
