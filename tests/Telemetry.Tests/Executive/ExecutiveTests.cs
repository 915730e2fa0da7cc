using System.Diagnostics;
using System.Globalization;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Executive;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Telemetry.Executive;
using IoTConsole.Telemetry.Tests.Pages;
using IoTConsole.Telemetry.Tests.Sites;
using IoTConsole.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests.Executive;

public class ExecutiveTests
{
    [Fact]
    public async Task Each_figure_says_of_how_much_it_speaks_and_only_of_the_callers_scope()
    {
        await using var fleet = await Fleet.StartAsync();
        var (actor, floor, others) = await FurnishAsync(fleet);

        var all = (await AskAsync(fleet, actor)).Value;
        var half = (await AskAsync(fleet, floor)).Value;
        var foreign = (await AskAsync(fleet, others)).Value;

        Assert.Equal(("Estate", "All sites", "Floor 1"), (all.Organisation, all.Scope, half.Scope));
        Assert.Equal(("3", "2", "1"), (Of(all, "Devices").Value, Of(half, "Devices").Value, Of(foreign, "Devices").Value));
        Assert.Equal(("66.6 %", "2 of 3 devices in service"), (Of(all, "Heard of in this time").Value, Of(all, "Heard of in this time").Coverage));
        var received = Of(all, "Received of expected");
        Assert.Matches("^of [0-9,]+ reports expected", received.Coverage);
        Assert.NotNull(received.Value);
        Assert.All(all.Parts.SelectMany(p => p.Figures), f => Assert.True(f.AsOf <= all.At && f.Coverage.Length > 0));
        Assert.Contains(all.Parts, p => p.Table is { Rows: [{ Cells: ["House", ..] }] });
        Assert.Equal("telemetry.bad-period", (await AskAsync(fleet, actor, 12)).Problem?.Code);
        Assert.Equal("access.missing-permission", (await AskAsync(fleet, TestConsole.Person(actor.TenantId!.Value))).Problem?.Code);
    }

    [Fact]
    public async Task A_part_that_does_not_answer_leaves_the_others_and_is_said()
    {
        await using var fleet = await Fleet.StartAsync(s => s.AddScoped<IExecutiveSource, Broken>());
        var (actor, _, _) = await FurnishAsync(fleet);

        var row = (await AskAsync(fleet, actor)).Value;

        Assert.True(row.Silent);
        Assert.Equal(3, row.Parts.Count);
    }

    [Fact]
    public async Task The_page_and_the_file_say_the_same()
    {
        await using var fleet = await Fleet.StartAsync();
        var (actor, _, _) = await FurnishAsync(fleet);
        await using var page = new OpenPage(fleet, actor);
        foreach (var source in fleet.Console.As(actor).ServiceProvider.GetServices<IExecutiveSource>()) page.Browser.Services.AddSingleton(source);
        page.Navigation.NavigateTo("/executive?days=1");
        var shown = page.Show<ExecutivePage>();
        shown.WaitForAssertion(() => Assert.Equal(3, shown.FindAll(".executive-part").Count));
        Assert.Equal("/api/v1/executive.pdf?days=1", shown.Find("a[download]").GetAttribute("href"));
        Assert.Equal("/devices?health=Healthy", shown.FindAll(".executive-value a")[1].GetAttribute("href"));

        var words = await WordsOfAsync((await fleet.Console.AskAsync<PrintExecutive, Result<PrintExecutive.File>>(actor, p => p.RunAsync(1, default))).Value.Bytes);

        foreach (var said in shown.FindAll(".executive-figure dt, .executive-value a, .executive-part h3, .executive td").Select(e => e.LastChild!.TextContent.Trim()).Where(t => t.Length > 0))
            Assert.Contains(Squeezed(said), words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_speaks_the_readers_language_and_stays_one_sheet()
    {
        await using var fleet = await Fleet.StartAsync(s => s.AddScoped<IExecutiveSource, Long>());
        var (actor, _, _) = await FurnishAsync(fleet);
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
            var file = (await fleet.Console.AskAsync<PrintExecutive, Result<PrintExecutive.File>>(actor, p => p.RunAsync(30, default))).Value;

            var words = await WordsOfAsync(file.Bytes);
            Assert.Contains(Squeezed("Geräte"), words, StringComparison.Ordinal);
            Assert.Contains(Squeezed("Nicht alles passt auf ein Blatt"), words, StringComparison.Ordinal);
            Assert.Equal(1, words.Count(c => c == '\f'));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static async Task<(Actor All, Actor Floor, Actor Others)> FurnishAsync(Fleet fleet)
    {
        var (tenant, nodes) = await ReadMatrixTests.BuildAsync(fleet);
        var (others, theirs) = await ReadMatrixTests.BuildAsync(fleet);
        await ReadMatrixTests.SendAsync(fleet, fleet.Devices.Add("warm", tenant, nodes["1A"].Path), """{"values":{"temperature":24}}""");
        await ReadMatrixTests.SendAsync(fleet, fleet.Devices.Add("cold", tenant, nodes["2B"].Path), """{"values":{"temperature":13}}""");
        fleet.Devices.Add("quiet", tenant, nodes["1A"].Path);
        fleet.Devices.Add("foreign", others, theirs["1A"].Path);
        fleet.Console.Clock.Advance(TimeSpan.FromHours(2));
        return (TestConsole.Person(tenant, (Role.Executive, nodes["Estate"].Path)), TestConsole.Person(tenant, (Role.Executive, nodes["Floor 1"].Path)), TestConsole.Person(others, (Role.Executive, theirs["Estate"].Path)));
    }

    private static Task<Result<ReadExecutive.Row>> AskAsync(Fleet fleet, Actor actor, int days = 1) => fleet.Console.AskAsync<ReadExecutive, Result<ReadExecutive.Row>>(actor, u => u.RunAsync(days, default));

    private static ExecutiveFigure Of(ReadExecutive.Row row, string label) => row.Parts.SelectMany(p => p.Figures).Single(f => f.Label == label);

    // As another program reads it; where words break is the layout's affair.
    private static async Task<string> WordsOfAsync(byte[] pdf)
    {
        var path = Path.Combine(Path.GetTempPath(), $"iotconsole-executive-{Guid.CreateVersion7()}.pdf");
        await File.WriteAllBytesAsync(path, pdf);
        try
        {
            using var reader = Process.Start(new ProcessStartInfo("pdftotext", ["-enc", "UTF-8", path, "-"]) { UseShellExecute = false, RedirectStandardOutput = true, StandardOutputEncoding = System.Text.Encoding.UTF8 })!;
            var text = await reader.StandardOutput.ReadToEndAsync();
            await reader.WaitForExitAsync();
            Assert.Equal(0, reader.ExitCode);
            return Squeezed(text);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Squeezed(string text) => string.Concat(text.Where(c => c == '\f' || !char.IsWhiteSpace(c)));

    private sealed class Broken : IExecutiveSource
    {
        public Task<ExecutivePart?> ReadAsync(ExecutivePeriod period, CancellationToken ct) => throw new InvalidOperationException("Not today.");
    }

    private sealed class Long : IExecutiveSource
    {
        public Task<ExecutivePart?> ReadAsync(ExecutivePeriod period, CancellationToken ct) => Task.FromResult<ExecutivePart?>(new(
            "Long", 40, [], new("Many", ["A", "B"], [.. Enumerable.Range(0, 200).Select(i => new ExecutiveRow([$"Row {i}", "1"], null))], "", "")));
    }
}
