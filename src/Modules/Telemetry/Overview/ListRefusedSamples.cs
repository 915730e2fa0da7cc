using System.Globalization;
using System.Text;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Operation;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Telemetry.Refused;

namespace IoTConsole.Telemetry.Overview;

/// <summary>The last refused messages of devices in the caller's scope, for a look at what was wrong with them.</summary>
internal sealed class ListRefusedSamples(RefusedSamples samples, Caller caller)
{
    public const int Most = 50;

    /// <param name="Text">What was sent, as text where it is text and as hexadecimal where not; at most the first 2,048 bytes.</param>
    /// <param name="Bytes">The length of the whole message.</param>
    internal sealed record Row(Guid Id, DateTimeOffset At, string DeviceId, string Border, string Reason, string Text, long Bytes);

    public Task<Result<IReadOnlyList<Row>>> RunAsync(CancellationToken ct) => Task.FromResult(Run());

    private Result<IReadOnlyList<Row>> Run()
    {
        if (caller.Refuses(OperationPermissions.View) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return Array.Empty<Row>();
        return samples.Of(tenant).Where(s => caller.Sees(tenant, s.SitePath))
            .Select(s => new Row(s.Id, s.At, s.DeviceId, s.Border, s.Reason, TextOf(s.Bytes), s.Length)).Take(Most).ToList();
    }

    private static string TextOf(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var readable = text.All(c => c != '\uFFFD' && (!char.IsControl(c) || c is '\n' or '\r' or '\t'));
        return readable ? text : string.Join(' ', bytes.Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
