using System.Text.RegularExpressions;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;

namespace IoTConsole.Provisioning.Devices;

/// <summary>What a device may be called and described as.</summary>
internal static partial class DeviceRules
{
    public const int LongestDeviceId = 64;
    public const int LongestName = 100;
    public const int LongestInterval = 604_800;

    public static bool IsDeviceId(string? text) => text is not null && DeviceIdForm().IsMatch(text);

    /// <summary>The first fault of the plan; null when there is none.</summary>
    public static Problem? Refuse(DevicePlan plan)
    {
        if (!IsDeviceId(plan.DeviceId)) return ProvisioningProblems.DeviceIdForm(plan.DeviceId);
        if (plan.IsGateway && plan.GatewayDeviceId is not null) return ProvisioningProblems.GatewayBehindGateway;
        return RefuseWords(plan.Name, plan.Serial, plan.Model, plan.Manufacturer, plan.HardwareRevision)
            ?? RefuseTags(plan.Tags) ?? RefuseInterval(plan.ExpectedIntervalSeconds);
    }

    public static Problem? RefuseWords(string name, string serial, string model, string manufacturer, string revision)
    {
        if (name.Trim().Length is 0 or > LongestName) return ProvisioningProblems.Name;
        if (serial.Trim().Length is 0 or > LongestName) return ProvisioningProblems.Serial;
        if (model.Trim().Length is 0 or > LongestName) return ProvisioningProblems.Model;
        return manufacturer.Trim().Length > LongestName || revision.Trim().Length > LongestName ? ProvisioningProblems.Maker : null;
    }

    public static Problem? RefuseTags(IReadOnlyList<string> tags) => TagText.IsValid(tags) ? null : ProvisioningProblems.Tags;

    public static Problem? RefuseInterval(int seconds) => seconds is < 1 or > LongestInterval ? ProvisioningProblems.Interval : null;

    [GeneratedRegex(@"\A[A-Za-z0-9._:-]{1,64}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DeviceIdForm();
}
