using System.Text.RegularExpressions;

namespace IoTConsole.Architecture.Tests.Sources;

public partial class FileTests
{
    // Files that gather a few marks or records of one kind and are named after the kind.
    private static readonly HashSet<string> _gatherings =
    [
        "src/Infrastructure/Audit/AuditMarks.cs",
        "src/Web/Data/DesignTime.cs",
        "src/Modules/Tenants/People/PersonRecords.cs",
    ];

    [Fact]
    public void No_file_written_by_hand_passes_400_lines()
    {
        var written = Codebase.Files.Where(f => Path.GetExtension(f) is ".cs" or ".razor" or ".css" or ".js" or ".sh").ToList();

        Assert.True(written.Count > 50); // not blind
        Assert.Empty(written.Select(f => (File: f, Lines: Codebase.Read(f).Count(c => c == '\n'))).Where(f => f.Lines > 400));
    }

    [Fact]
    public void A_file_is_named_after_its_main_type()
    {
        var misnamed = new List<string>();
        var seen = 0;
        foreach (var file in Sources().Where(f => !_gatherings.Contains(f)))
        {
            var name = Path.GetFileName(file).Split('.')[0];
            var declared = Declaration().Matches(Codebase.Read(file)).Select(m => m.Groups["it"].Value).ToList();
            seen += declared.Count;
            if (declared.Count > 0 && !declared.Contains(name)) misnamed.Add($"{file} declares {string.Join(", ", declared)}");
        }

        Assert.True(seen > 50); // not blind
        Assert.Empty(misnamed);
    }

    [Fact]
    public void A_namespace_is_the_folder()
    {
        var strays = new List<string>();
        foreach (var file in Sources())
        {
            if (Namespace().Match(Codebase.Read(file)) is not { Success: true } match) continue;
            var folders = Path.GetDirectoryName(file)!.Replace('\\', '/').Split('/').Skip(1).Where(f => f != "Modules").ToList();
            var expected = string.Join('.', folders.Prepend("IoTConsole"));
            // Settings are read everywhere in the host and stand in its own namespace.
            if (expected == "IoTConsole.Web.Settings") expected = "IoTConsole.Web";
            if (match.Groups["it"].Value != expected) strays.Add($"{file} is in {match.Groups["it"].Value}");
        }

        Assert.Empty(strays);
    }

    [Fact]
    public void Nobody_waits_for_a_time_in_a_test()
    {
        // A benchmark is no test: it holds a load for a time.
        var tests = Codebase.Code.Where(f => f.StartsWith("tests/", StringComparison.Ordinal) && !f.StartsWith("tests/Benchmarks/", StringComparison.Ordinal)
            && !f.EndsWith("/FileTests.cs", StringComparison.Ordinal)).ToList();

        Assert.Contains(tests, f => f.EndsWith("/TestConsole.cs", StringComparison.Ordinal)); // not blind
        Assert.Empty(tests.Where(f => SleepInTest().IsMatch(Codebase.Read(f)) && !f.EndsWith("/Until.cs", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_page_never_sees_the_database_and_starts_no_thread()
    {
        var pages = Codebase.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.Contains(".razor", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(pages); // not blind
        Assert.Empty(pages.Where(f => DataInPage().IsMatch(Codebase.Read(f))));
    }

    private static IEnumerable<string> Sources() =>
        Codebase.Code.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && !f.EndsWith("/Program.cs", StringComparison.Ordinal));

    [GeneratedRegex(@"(?m)^(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|ref)\s+)*(?:class|record struct|record class|record|struct|interface|enum|delegate\s+\S+)\s+(?<it>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?m)^namespace (?<it>[\w.]+);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"Task\.Delay\((?!Timeout\.Infinite)|Thread\.Sleep\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SleepInTest();

    [GeneratedRegex(@"\b(ConsoleDbs?|IDbContextFactory)\b|Task\.Run\(|new Timer\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DataInPage();
}
