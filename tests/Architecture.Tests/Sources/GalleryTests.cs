namespace IoTConsole.Architecture.Tests.Sources;

public class GalleryTests
{
    [Fact]
    public void Every_shared_piece_of_the_pages_stands_in_the_gallery()
    {
        var pieces = Codebase.Files.Where(f => f.StartsWith("src/Infrastructure/Ui/", StringComparison.Ordinal) && f.EndsWith(".razor", StringComparison.Ordinal))
            .ToDictionary(f => Path.GetFileNameWithoutExtension(f), Codebase.Read);

        // In the gallery itself, in the layout around it, or in another piece that is.
        var shown = Codebase.Files.Where(f => f.StartsWith("src/Web/Shell/Gallery", StringComparison.Ordinal) && f.EndsWith(".razor", StringComparison.Ordinal)).Append("src/Web/Shell/MainLayout.razor")
            .Select(Codebase.Read).ToList();
        var missing = pieces.Keys.ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < shown.Count; i++)
        {
            foreach (var piece in missing.Where(p => Uses(shown[i], p)).ToList())
            {
                missing.Remove(piece);
                shown.Add(pieces[piece]);
            }
        }

        Assert.True(pieces.Count > 30, "The pieces are seen."); // not blind
        Assert.True(missing.Count == 0, $"Show these in every state on the gallery page, src/Web/Shell/Gallery*.razor: {string.Join(", ", missing.Order(StringComparer.Ordinal))}");
    }

    private static bool Uses(string source, string piece) =>
        new[] { " ", ">", "\r", "\n", "/" }.Any(end => source.Contains($"<{piece}{end}", StringComparison.Ordinal));
}
