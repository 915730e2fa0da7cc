using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Latest;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Vitals;

namespace IoTConsole.Telemetry.Sites;

/// <summary>Adds up the devices of one part of the estate, from memory.</summary>
internal sealed class SiteTally(SeriesBook book, LatestBoard board, long now)
{
    private const long Hour = 3_600_000;
    private readonly int[] _states = new int[Enum.GetValues<HealthState>().Length];
    private int _warm;
    private int _outside;
    private double _lowest = double.PositiveInfinity;
    private double _highest = double.NegativeInfinity;

    public int Devices { get; private set; }

    public int Gateways { get; private set; }

    /// <summary>Devices that should report: not those planned or only provisioned.</summary>
    public int Expected { get; private set; }

    /// <summary>Of those, how many did within three of their intervals.</summary>
    public int Reporting { get; private set; }

    public int Troubled => this[HealthState.Offline] + this[HealthState.Late] + this[HealthState.LowBattery] + this[HealthState.Quarantined];

    /// <summary>0 to 1, null without devices.</summary>
    public double? HealthyShare => Devices == 0 ? null : (double)this[HealthState.Healthy] / Devices;

    public double? ReportingShare => Expected == 0 ? null : (double)Reporting / Expected;

    /// <summary>Between the warmest and the coldest value of the last hour, in °C.</summary>
    public double? Spread => _warm < 2 ? null : _highest - _lowest;

    /// <summary>Of the temperatures of the last hour, the share outside comfort: 0 to 1.</summary>
    public double? OutsideShare => _warm == 0 ? null : (double)_outside / _warm;

    /// <summary>Devices whose temperature of the last hour was counted.</summary>
    public int Temperatures => _warm;

    public int this[HealthState state] => _states[(int)state];

    public void Add(FleetHealth.Line line)
    {
        var device = line.Device;
        if (line.State == HealthState.Decommissioned) return;
        Devices++;
        _states[(int)line.State]++;
        if (device.IsGateway) Gateways++;
        if (device.State is LifecycleState.Active or LifecycleState.Maintenance or LifecycleState.Quarantined)
        {
            Expected++;
            if (line.LastArrived != 0 && now - line.LastArrived <= FreshFor(device)) Reporting++;
        }

        if (book.Find(device.Id)?.Find(Comfort.Temperature) is not (> 0 and var series) || !board.TryGet(series, out var cell)) return;
        if (now - cell.Reading.At > Hour || !double.IsFinite(cell.Reading.Number)) return;
        _warm++;
        if (!Comfort.Of(Comfort.Temperature)!.Holds(cell.Reading.Number)) _outside++;
        (_lowest, _highest) = (Math.Min(_lowest, cell.Reading.Number), Math.Max(_highest, cell.Reading.Number));
    }

    /// <summary>Milliseconds for which a value of this device counts as of now.</summary>
    public static long FreshFor(DeviceEntry device) => Math.Max(120, device.ExpectedIntervalSeconds * 3) * 1000L;
}
