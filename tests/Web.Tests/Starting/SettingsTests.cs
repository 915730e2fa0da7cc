using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Starting;

public class SettingsTests
{
    [Fact]
    public async Task All_faults_of_the_settings_are_reported_at_once_and_nothing_starts()
    {
        await using var console = RunningConsole.Plan(new()
        {
            ["Database__Engine"] = "PostgreSql", // without a connection string
            ["Setup__AdminEmail"] = "not an address",
            ["Api__RequestsPerMinute"] = "0",
            ["Observability__TraceShare"] = "many",
            ["Broker__TlsPort"] = "70000",
        });

        console.Launch();
        var code = await console.ExitAsync();
        await Until.TrueAsync(() => console.Output.Contains("TlsPort", StringComparison.Ordinal), "the last fault was printed", TimeSpan.FromSeconds(5), () => console.Output);

        Assert.NotEqual(0, code);
        Assert.All(
            ["ConnectionString", "AdminEmail", "RequestsPerMinute", "TraceShare", "TlsPort"],
            setting => Assert.Contains(setting, console.Output, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(console.DataDirectory));
    }

    [Fact]
    public async Task A_word_that_is_no_verb_is_answered_with_those_that_are()
    {
        await using var console = RunningConsole.Plan(arguments: "dance");

        console.Launch();
        var code = await console.ExitAsync();

        Assert.Equal(2, code);
        await Until.TrueAsync(() => console.Output.Contains("demo", StringComparison.Ordinal), "the verbs were printed", TimeSpan.FromSeconds(5), () => console.Output);
    }
}
