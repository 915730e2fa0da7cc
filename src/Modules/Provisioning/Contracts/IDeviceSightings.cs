namespace IoTConsole.Provisioning.Contracts;

/// <summary>What ingest noticed about devices. Neither call blocks or touches the database; both are remembered and written within seconds.</summary>
public interface IDeviceSightings
{
    /// <summary>A gateway spoke for a device that is not registered behind it. Kept for approval, at most some thousands a tenant.</summary>
    void UnknownChild(DeviceIdentity gateway, string childDeviceId);

    /// <summary>A provisioned device has reported: it becomes active. Repeating it changes nothing.</summary>
    void FirstReading(Guid deviceId);
}
