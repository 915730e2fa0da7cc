using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Fleet;

namespace IoTConsole.Provisioning.Devices;

/// <summary>What the caller's devices can be filtered by: models, tags and metrics in use, and how many stand in each state.</summary>
internal sealed class ListDeviceWords(FleetScan fleet, SteadyAnswers answers, IEnumerable<IDeviceVitals> vitals, Caller caller)
{
    private const int Most = 200;

    internal sealed record Words(
        IReadOnlyList<string> Models, IReadOnlyList<string> Tags, IReadOnlyDictionary<LifecycleState, int> States, IReadOnlyList<MetricName> Metrics);

    public Task<Result<Words>> RunAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(Run());
    }

    private Result<Words> Run()
    {
        if (caller.Refuses(ProvisioningPermissions.View) is { } refused) return refused;
        if (caller.Actor.TenantId is not { } tenant) return ProvisioningProblems.NoSite;
        var words = answers.Of((nameof(ListDeviceWords), tenant, string.Join('\n', caller.Places)), Count);
        return words is null ? ProvisioningProblems.NoSite : words with { Metrics = vitals.FirstOrDefault()?.MetricsOf(tenant) ?? [] };
    }

    private Words? Count()
    {
        var found = fleet.Matching(DeviceFilter.Everything);
        if (!found.Succeeded) return null;
        var (models, tags, states) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new Dictionary<LifecycleState, int>());
        foreach (var device in found.Value.All)
        {
            models.Add(device.Model);
            foreach (var tag in device.Tags) tags.Add(tag);
            states[device.State] = states.GetValueOrDefault(device.State) + 1;
        }

        return new Words(Some(models), Some(tags), states, []);
    }

    private static List<string> Some(IEnumerable<string> words) => [.. words.Where(w => w.Length > 0).Order(StringComparer.Ordinal).Take(Most)];
}
