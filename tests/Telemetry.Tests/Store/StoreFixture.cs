using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IoTConsole.Telemetry.Tests.Store;

/// <summary>A real store in a fresh directory with the writer before it; it can be closed and opened again like a process.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    public const long T0 = 1_772_442_000_000;
    private readonly string _directory;
    private readonly Dictionary<(string Device, string Metric), int> _series = [];
    private readonly Dictionary<string, DeviceTrack> _tracks = [];
    private IngestMeters? _meters;

    public StoreFixture(bool start = true)
        : this(Path.GetTempPath(), start: start)
    {
    }

    public StoreFixture(string disk, Action<TelemetrySettings>? with = null, bool start = true)
    {
        _directory = Directory.CreateDirectory(Path.Combine(disk, $"iotconsole-store-{Guid.CreateVersion7():N}")).FullName;
        Settings = new TelemetrySettings { StoreFile = Path.Combine(_directory, "t.duckdb") };
        with?.Invoke(Settings);
        Open(start);
    }

    public TelemetrySettings Settings { get; }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(T0));

    public ITelemetryStore Store { get; private set; } = null!;

    public DuckStore Duck => (DuckStore)Store;

    public IStoreUpkeep Upkeep => Duck;

    public LatestBoard Board { get; private set; } = null!;

    public GroupCommit Commit { get; private set; } = null!;

    public void Open(bool start = true, Func<ITelemetryStore, ITelemetryStore>? around = null)
    {
        Store = new DuckStore(Settings, Clock, NullLogger<DuckStore>.Instance);
        if (around is not null) Store = around(Store);
        Store.OpenAsync(CancellationToken.None).GetAwaiter().GetResult();
        Board = new LatestBoard();
        _tracks.Clear();
        _meters = new IngestMeters(Clock);
        Commit = new GroupCommit(Store, Board, _meters, new ScopeRates(Clock), Settings, Clock, NullLogger<GroupCommit>.Instance);
        if (start) Restore.IntoAsync(Store, Board, OwnerOf, Clock.GetUtcNow(), Commit, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>Where the files of closed days lie.</summary>
    public string Days => Path.ChangeExtension(Settings.StoreFile!, ".days");

    /// <summary>What is on disk at this moment is all that the next opening finds.</summary>
    public void Die()
    {
        foreach (var path in Directory.GetFiles(_directory, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(_directory + "-as-it-was", Path.GetRelativePath(_directory, path));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(path, to, overwrite: true);
        }

        throw new InvalidOperationException("dead");
    }

    public async Task ReopenAsync()
    {
        await Commit.DrainAsync();
        Store.Dispose();
        if (Directory.Exists(_directory + "-as-it-was"))
        {
            Directory.Delete(_directory, recursive: true);
            Directory.Move(_directory + "-as-it-was", _directory);
        }

        _meters!.Dispose();
        Open();
    }

    public int Series(string device, string metric) =>
        _series.TryGetValue((device, metric), out var id) ? id : _series[(device, metric)] = _series.Count + 1;

    public DeviceTrack Track(string device)
    {
        if (!_tracks.TryGetValue(device, out var track)) _tracks[device] = track = new DeviceTrack(Guid.Empty, Guid.CreateVersion7());
        return track;
    }

    private DeviceTrack? OwnerOf(int series) => _series.FirstOrDefault(s => s.Value == series).Key.Device is { } device ? Track(device) : null;

    public Submission Message(string device, long at, params (string Metric, double Value)[] values) => Message(device, at, PayloadEntry.None, values);

    public Submission Message(string device, long at, long sequence, params (string Metric, double Value)[] values)
    {
        var submission = new Submission(values.Length);
        var track = Track(device);
        submission.Frames.Add(new(track, "root/", at, sequence, 0, values.Length));
        foreach (var (metric, value) in values)
        {
            track.Add(new(metric, Series(device, metric)));
            submission.Readings.Add(new(Series(device, metric), at, ReadingKind.Number, value, null, sequence));
        }

        return submission;
    }

    public Task<Outcome> SendAsync(string device, long at, params (string Metric, double Value)[] values) => Commit.StoreAsync(Message(device, at, values));

    public async Task<List<(long At, double? Value)>> RawAsync(string device, string metric) =>
        (await Store.ReadAsync([Series(device, metric)], 0, long.MaxValue, 10_000_000, CancellationToken.None))
        .Select(r => (r.At, r.Kind == ReadingKind.Text ? null : (double?)r.Number)).ToList();

    public async ValueTask DisposeAsync()
    {
        await Commit.DrainAsync();
        Store.Dispose();
        _meters!.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
