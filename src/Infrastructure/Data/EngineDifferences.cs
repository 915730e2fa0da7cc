using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IoTConsole.Infrastructure.Data;

/// <summary>Makes the three engines store the same thing the same way.</summary>
internal static class EngineDifferences
{
    public static void Smooth(ModelBuilder model, DatabaseFacade database)
    {
        var sqlite = database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) == true;
        var postgres = database.ProviderName?.EndsWith("PostgreSQL", StringComparison.Ordinal) == true;
        foreach (var property in model.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;

            // SQLite has no instant type and compares text; ticks of UTC sort and compare as numbers.
            if (sqlite && type == typeof(DateTimeOffset)) property.SetValueConverter(new UtcTicks());

            // PostgreSQL refuses an offset other than zero in timestamptz.
            if (postgres && type == typeof(DateTimeOffset)) property.SetValueConverter(new ToUtc());

            // Paths and codes are ASCII and are compared by bytes, whatever the database's language.
            if (property.Name == nameof(Tenancy.IPlaced.SitePath) || property.PropertyInfo?.IsDefined(typeof(ByteOrderedAttribute), inherit: false) == true)
                property.SetCollation(sqlite ? "BINARY" : postgres ? "C" : "Latin1_General_BIN2");
        }
    }

    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
        value => value.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    private sealed class ToUtc() : ValueConverter<DateTimeOffset, DateTimeOffset>(
        value => value.ToUniversalTime(), value => value);
}
