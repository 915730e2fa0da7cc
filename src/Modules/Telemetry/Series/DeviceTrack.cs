using IoTConsole.Telemetry.Flow;

namespace IoTConsole.Telemetry.Series;

/// <summary>A metric of a device and the number its readings are stored under.</summary>
internal readonly record struct SeriesRef(string Metric, int Id);

/// <summary>What is kept in memory of one reporting device.</summary>
internal sealed class DeviceTrack(Guid tenantId, Guid deviceId)
{
    /// <summary>A device that invents names must not fill the tables.</summary>
    public const int MostSeries = 256;

    private long _lastArrived;

    public Guid TenantId { get; } = tenantId;

    public Guid DeviceId { get; } = deviceId;

    /// <summary>Replaced as a whole, so that readers need no lock.</summary>
    public SeriesRef[] Series { get; private set; } = [];

    public DeviceFlow Flow { get; } = new();

    /// <summary>Touched by the writer only.</summary>
    public SequenceRing? Sequences { get; set; }

    /// <summary>Touched by the writer only.</summary>
    public EpochBook? Epochs { get; set; }

    /// <summary>When something of it was last stored, milliseconds since 1970; 0 for never.</summary>
    public long LastArrived => Volatile.Read(ref _lastArrived);

    public void Seen(long arrived)
    {
        if (arrived > _lastArrived) Volatile.Write(ref _lastArrived, arrived);
    }

    /// <summary>0 when the metric has no series yet.</summary>
    public int Find(string metric)
    {
        foreach (var series in Series)
            if (ReferenceEquals(series.Metric, metric) || series.Metric == metric) return series.Id;
        return 0;
    }

    public void Add(SeriesRef series)
    {
        lock (this)
            if (Find(series.Metric) == 0) Series = [.. Series, series];
    }
}
