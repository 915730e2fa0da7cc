using DuckDB.NET.Data;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Store;

public sealed class ParquetFileTests : IDisposable
{
    private const long T0 = StoreFixture.T0;
    private readonly string _directory = Directory.CreateTempSubdirectory("iotconsole-parquet-").FullName;

    [Fact]
    public async Task Another_engine_reads_the_same_readings_bit_for_bit_and_nothing_but_the_file_is_left()
    {
        await using var f = new StoreFixture();
        var (ct, random, path) = (TestContext.Current.CancellationToken, new Random(4), Path.Combine(_directory, "it's.parquet"));
        StoredReading[] said =
        [
            .. Enumerable.Range(0, 500).Select(i => new StoredReading(1, T0 + i, ReadingKind.Number, random.NextDouble(), null, i)),
            new(2, T0, ReadingKind.Boolean, 1, null, PayloadEntry.None), new(2, T0 + 1, ReadingKind.Text, double.NaN, "läuft", PayloadEntry.None), new(9, T0, ReadingKind.Number, 1, null, 1),
        ];
        await f.Store.AppendAsync(said, T0 + 600, ct);

        var count = await ParquetFile.WriteAsync(
            f.Store.ScanAsync(null, 0, long.MaxValue, ct), s => s == 9 ? null : new ParquetFile.Name($"device-{s}", "temperature", "°C"), path, ct);

        Assert.Equal(502, count);
        Assert.Equal([path], Directory.GetFiles(_directory));
        await using var other = new DuckDBConnection("Data Source=:memory:");
        await other.OpenAsync(ct);
        await using var command = other.CreateCommand();
        command.CommandText = $"SELECT device, epoch_ms(time), value, text, sequence, epoch_ms(arrived), unit FROM '{path.Replace("'", "''", StringComparison.Ordinal)}' ORDER BY device, time";
        await using var rows = await command.ExecuteReaderAsync(ct);
        foreach (var reading in said.Where(r => r.Series != 9))
        {
            Assert.True(await rows.ReadAsync(ct));
            Assert.Equal(($"device-{reading.Series}", reading.At, T0 + 600, "°C"), (rows.GetString(0), rows.GetInt64(1), rows.GetInt64(5), rows.GetString(6)));
            if (reading.Kind == ReadingKind.Text) Assert.True(rows.IsDBNull(2));
            else Assert.Equal(BitConverter.DoubleToInt64Bits(reading.Number), BitConverter.DoubleToInt64Bits(rows.GetDouble(2)));
            Assert.Equal(reading.Kind switch { ReadingKind.Boolean => "true", ReadingKind.Text => reading.Text, _ => null }, rows.IsDBNull(3) ? null : rows.GetString(3));
            Assert.Equal(reading.Sequence == PayloadEntry.None, rows.IsDBNull(4));
        }

        Assert.False(await rows.ReadAsync(ct));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
