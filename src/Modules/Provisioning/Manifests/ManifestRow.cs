using IoTConsole.Provisioning.Contracts;

namespace IoTConsole.Provisioning.Manifests;

/// <summary>One device of a manifest, as it will be planned.</summary>
/// <param name="Number">From 1, gateways first: their children point at them.</param>
/// <param name="Line">In the file.</param>
internal sealed record ManifestRow(
    int Number, int Line, string DeviceId, string Serial, string Name, string Model, string Manufacturer, string HardwareRevision, PowerSource Power, Guid SiteId,
    string? Gateway, bool IsGateway, IReadOnlyList<string> Tags, int Interval)
{
    public DevicePlan ToPlan() => new(Serial, DeviceId, Name, Model, Manufacturer, HardwareRevision, Power, SiteId, Gateway, IsGateway, Tags, Interval);
}
