using System.Globalization;
using System.Text;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Ingest;

namespace IoTConsole.Telemetry.Refused;

/// <summary>One refused message: its bytes as text and as hexadecimal, the place of the fault, what it means and what to do.</summary>
internal sealed class ReadRefusedSample(RefusedSamples samples, SenderClocks clocks, IDeviceDirectory devices, Caller caller)
{
    private const int BytesALine = 16;

    /// <param name="Text">The message as text in three parts, the middle one at fault; null where it is not text.</param>
    /// <param name="Place">Such as "byte 17, line 1, column 18"; null when the fault is not at one place.</param>
    /// <param name="Delay">How far the sender's clock seems to be off; null when it says no times.</param>
    internal sealed record Row(
        RefusedSamples.Sample Sample, Guid? Device, string Why, string Cure, (string Before, string Fault, string After)? Text, IReadOnlyList<Line> Lines, string? Place, TimeSpan? Delay);

    /// <summary>Sixteen bytes. Cells at fault are marked.</summary>
    internal sealed record Line(string Offset, IReadOnlyList<(string Hex, bool Fault)> Cells, string Letters);

    public Task<Result<Row>> RunAsync(Guid id, CancellationToken ct) => Task.FromResult(Run(id));

    private Result<Row> Run(Guid id)
    {
        if (caller.Refuses(OperationPermissions.View) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant || samples.Of(tenant).FirstOrDefault(s => s.Id == id) is not { } sample || !caller.Sees(tenant, sample.SitePath))
            return TelemetryProblems.NoSuchSample;
        var (why, cure) = RefusalWords.Of(sample.Reason);
        var fault = FaultPlace.Find(sample);
        var device = devices.FindByDeviceId(sample.DeviceId);
        return new Row(
            sample, device?.Id, why, cure, TextOf(sample.Bytes, fault), LinesOf(sample.Bytes, fault), fault is { } place ? Words(sample.Bytes, place) : null,
            device is null ? null : clocks.DelayOf(device.Id));
    }

    private static (string, string, string)? TextOf(byte[] bytes, FaultPlace? fault)
    {
        var (at, end) = fault is { } f ? (f.At, f.At + f.Length) : (bytes.Length, bytes.Length);
        var parts = (Encoding.UTF8.GetString(bytes, 0, at), Encoding.UTF8.GetString(bytes, at, end - at), Encoding.UTF8.GetString(bytes, end, bytes.Length - end));
        return IsText(parts.Item1) && IsText(parts.Item2) && IsText(parts.Item3) ? parts : null;
    }

    // The kept part may end inside a letter, so one that is broken is let pass at the end.
    private static bool IsText(string text) => text.TrimEnd('\uFFFD').All(c => c != '\uFFFD' && (!char.IsControl(c) || c is '\n' or '\r' or '\t'));

    private static List<Line> LinesOf(byte[] bytes, FaultPlace? fault) =>
        [.. bytes.Chunk(BytesALine).Select((line, i) => new Line(
            (i * BytesALine).ToString("x4", CultureInfo.InvariantCulture),
            [.. line.Select((b, j) => (b.ToString("x2", CultureInfo.InvariantCulture), fault is { } f && (i * BytesALine) + j >= f.At && (i * BytesALine) + j < f.At + f.Length))],
            string.Concat(line.Select(b => b is >= 0x20 and < 0x7F ? (char)b : '·'))))];

    private static string Words(byte[] bytes, FaultPlace fault)
    {
        var before = bytes.AsSpan(0, fault.At);
        var (line, start) = (before.Count((byte)'\n') + 1, before.LastIndexOf((byte)'\n') + 1);
        return string.Create(CultureInfo.InvariantCulture, $"byte {fault.At} (line {line}, column {fault.At - start + 1}), {fault.Length} long");
    }
}
