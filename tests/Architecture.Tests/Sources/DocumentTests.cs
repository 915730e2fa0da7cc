using System.Text.RegularExpressions;

namespace IoTConsole.Architecture.Tests.Sources;

public partial class DocumentTests
{
    [Fact]
    public void Paths_that_documents_name_exist()
    {
        var named = Codebase.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal)).SelectMany(NamedBy).ToList();

        Assert.Contains(named, n => n.Path == "tests/run.sh"); // not blind
        Assert.Empty(named.Where(n => !File.Exists(Path.Combine(Codebase.Root, n.Path)) && !Directory.Exists(Path.Combine(Codebase.Root, n.Path))));
    }

    [Fact]
    public void Every_module_has_a_page_about_itself()
    {
        Assert.Empty(Codebase.ModuleNames.Where(m => !File.Exists(Path.Combine(Codebase.Root, "src", "Modules", m, "README.md"))));
    }

    [Fact]
    public void Every_setting_is_in_the_table_of_the_readme()
    {
        var readme = Codebase.Read("README.md");
        var settings = Codebase.Modules.Append(Codebase.Infrastructure).Append(Codebase.Web).SelectMany(a => a.GetTypes())
            .Where(t => t is { IsClass: true, IsNested: false } && t.Name.EndsWith("Settings", StringComparison.Ordinal) && t.Name != "CheckedSettings")
            .SelectMany(t => t.GetProperties().Where(p => p.SetMethod?.IsPublic == true).Select(p => (Section: t.Name[..^"Settings".Length], p.Name)))
            .Select(s => s.Section == "Host" ? s.Name : $"{s.Section}:{s.Name}").ToList();

        Assert.Contains("Broker:TlsPort", settings); // not blind

        // A section may stand within another: `Telemetry:Query:MostPoints`.
        Assert.Empty(settings.Where(s => !readme.Contains($"`{s}`", StringComparison.Ordinal) && !readme.Contains($":{s}`", StringComparison.Ordinal)));
    }

    private static IEnumerable<(string Document, string Path)> NamedBy(string document)
    {
        var text = Codebase.Read(document);
        var folder = Path.GetDirectoryName(document) ?? "";
        foreach (Match link in Link().Matches(text))
            yield return (document, Path.GetRelativePath(Codebase.Root, Path.GetFullPath(Path.Combine(Codebase.Root, folder, link.Groups["it"].Value))).Replace('\\', '/'));
        foreach (Match quoted in Quoted().Matches(text))
            yield return (document, quoted.Groups["it"].Value.TrimEnd('/'));
    }

    [GeneratedRegex(@"\]\((?![a-z]+:|#)(?<it>[^)#\s]+)(?:#[^)]*)?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<it>(?:src|tests|docs|\.ci)/[\w./-]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
