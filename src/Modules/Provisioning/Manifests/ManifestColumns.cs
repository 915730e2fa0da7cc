using System.Text;
using IoTConsole.Infrastructure.Bulk;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Manifests;

/// <summary>Which column of a file says what. Names are compared without case, blanks and signs; some have more than one.</summary>
internal sealed class ManifestColumns
{
    public const int Serial = 0;
    public const int DeviceId = 1;
    public const int Name = 2;
    public const int Model = 3;
    public const int Manufacturer = 4;
    public const int Revision = 5;
    public const int Place = 6;
    public const int Power = 7;
    public const int Interval = 8;
    public const int Gateway = 9;
    public const int IsGateway = 10;
    public const int Tags = 11;

    private static readonly string[][] _names =
    [
        ["serial", "serialnumber", "sn"], ["device_id", "id"], ["name"], ["model", "sku"], ["manufacturer", "maker"], ["hardware_revision", "revision"],
        ["place", "site", "location"], ["power"], ["interval_seconds", "expectedintervalseconds", "interval"], ["gateway", "gatewaydeviceid"], ["is_gateway"], ["tags"],
    ];

    private readonly int[] _at = [.. Enumerable.Repeat(-1, _names.Length)];
    private IReadOnlyList<string> _columns = [];

    /// <summary>What a template file says in its first line.</summary>
    public static string Header => string.Join(',', _names.Select(n => n[0]));

    public IReadOnlyList<string> Ignored { get; private set; } = [];

    public static ManifestColumns Of(IReadOnlyList<string> columns)
    {
        var found = new ManifestColumns { _columns = columns };
        var ignored = new List<string>();
        for (var i = 0; i < columns.Count; i++)
        {
            var field = Array.FindIndex(_names, n => n.Any(a => Bare(a) == Bare(columns[i])));
            if (field >= 0 && found._at[field] < 0) found._at[field] = i;
            else ignored.Add(columns[i]);
        }

        found.Ignored = [.. ignored.Where(c => c.Length > 0).Take(20)];
        return found;
    }

    /// <summary>As the file calls it, or as we do where the file has none.</summary>
    public string NameOf(int field) => _at[field] is >= 0 and var i ? _columns[i] : _names[field][0];

    private static string Bare(string name)
    {
        var bare = new StringBuilder(name.Length);
        foreach (var sign in name)
            if (char.IsLetterOrDigit(sign)) bare.Append(char.ToLowerInvariant(sign));
        return bare.ToString();
    }

    /// <summary>One row of the file with what is wrong in it.</summary>
    internal sealed class Reader(ManifestColumns columns, ManifestTable.Row row, List<ManifestFault> faults)
    {
        private const int LongestGiven = 100;

        public int Line => row.Line;

        public string Text(int field) => columns._at[field] is >= 0 and var i && i < row.Cells.Count ? row.Cells[i].Trim() : "";

        public void Fault(int field, BulkReason why) => Add(columns.NameOf(field), Text(field), why);

        /// <summary>Cells that are too many are not to be told apart from a comma that was forgotten to be quoted.</summary>
        public bool IsBroken()
        {
            if (row.Fault is { } fault) Add("", row.Cells.Count > 0 ? row.Cells[^1] : "", fault);
            else if (row.Cells.Count > columns._columns.Count)
                Add("", row.Cells[^1], new("provisioning.manifest-cells", Key("Has {0} cells, but there are {1} columns."), $"{row.Cells.Count}", $"{columns._columns.Count}"));
            else return false;
            return true;
        }

        private void Add(string column, string given, BulkReason why) => faults.Add(new(row.Line, column, given.Length <= LongestGiven ? given : given[..LongestGiven], why));
    }
}
