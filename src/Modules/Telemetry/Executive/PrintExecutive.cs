using System.Globalization;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;

namespace IoTConsole.Telemetry.Executive;

/// <summary>The executive page as a PDF of one sheet.</summary>
internal sealed class PrintExecutive(ReadExecutive read, Caller caller)
{
    internal sealed record File(string Name, byte[] Bytes);

    public async Task<Result<File>> RunAsync(int days, CancellationToken ct)
    {
        if (caller.Refuses(TelemetryPermissions.View) is { } refused) return refused;
        var page = await read.RunAsync(days, ct);
        if (page.Problem is { } problem) return problem;
        return new File($"executive-{page.Value.At.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.pdf", ExecutiveSheet.Draw(page.Value));
    }
}
