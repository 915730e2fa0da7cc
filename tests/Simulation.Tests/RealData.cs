using IoTConsole.Simulation.Replay;

namespace IoTConsole.Simulation.Tests;

/// <summary>Published data sets, which are not part of the product: beside the repository, or where IOTCONSOLE_TEST_DATA says.</summary>
internal static class RealData
{
    public static string FolderOf(DataSet set)
    {
        var folder = Path.Combine(Root, set.Name);
        Assert.SkipUnless(Directory.Exists(folder), $"The published data set {set.Name} is not on this machine (looked beside the repository, and IOTCONSOLE_TEST_DATA).");
        return folder;
    }

    private static string Root
    {
        get
        {
            if (Environment.GetEnvironmentVariable("IOTCONSOLE_TEST_DATA") is { Length: > 0 } told) return told;
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "IoTConsole.sln"))) directory = directory.Parent;
            return directory is null ? "absent" : Path.Combine(directory.FullName, "..", "shared", "data");
        }
    }
}
