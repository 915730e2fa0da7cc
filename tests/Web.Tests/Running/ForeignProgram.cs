using System.Diagnostics;

namespace IoTConsole.Web.Tests.Running;

/// <summary>Other people's programs: what came out of one run.</summary>
internal sealed record ForeignProgram(int ExitCode, string Output)
{
    public static async Task<ForeignProgram> RunAsync(string program, IEnumerable<string> arguments, byte[]? input = null, string? directory = null, TimeSpan? atMost = null)
    {
        using var process = new Process { StartInfo = new(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            WorkingDirectory = directory ?? "",
        } };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (input is not null) await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(atMost ?? Until.Soon);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            return new ForeignProgram(-1, $"{await output}{await error}\n{program} did not end and was killed");
        }

        return new ForeignProgram(process.ExitCode, await output + await error);
    }

    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, program)));

    public ForeignProgram MustSucceed() => ExitCode == 0 ? this : throw new InvalidOperationException(Output);
}
