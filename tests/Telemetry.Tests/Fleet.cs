using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Ingest;
using IoTConsole.Telemetry.Store;
using IoTConsole.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Telemetry.Tests;

/// <summary>The whole console with a running store and devices that are told to exist.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    public static readonly Guid Ours = Guid.CreateVersion7();
    public static readonly Guid Theirs = Guid.CreateVersion7();

    private Fleet(TestConsole console, KnownDevices devices, string directory) => (Console, Devices, Directory) = (console, devices, directory);

    public TestConsole Console { get; }

    public KnownDevices Devices { get; }

    private string Directory { get; }

    public Refusals Refusals => Console.Services.GetRequiredService<Refusals>();

    public long Now => Console.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public static async Task<Fleet> StartAsync(Action<IServiceCollection>? more = null)
    {
        var devices = new KnownDevices();
        var directory = System.IO.Directory.CreateTempSubdirectory("iotconsole-fleet-").FullName;
        var console = await TestConsole.StartAsync(more: services =>
        {
            if (services.All(s => s.ServiceType != typeof(ITelemetryStore)))
                services.AddTelemetry(new ConfigurationBuilder().AddInMemoryCollection([new("DataDirectory", directory)]).Build());
            services.AddSingleton<IDeviceDirectory>(devices).AddSingleton<IDeviceSightings>(devices);
            more?.Invoke(services);
        });
        var ingest = console.Services.GetRequiredService<RunIngest>();
        await ingest.StartingAsync(CancellationToken.None);
        await ingest.StartAsync(CancellationToken.None);
        return new(console, devices, directory);
    }

    /// <summary>A person of ours with this role at this path.</summary>
    public static Actor Us(Role role = Role.Operator, string path = "root/") => TestConsole.Person(Ours, (role, path));

    public static Actor Them(Role role = Role.Administrator) => TestConsole.Person(Theirs, (role, "root/"));

    public long Refused(string border, string reason) => Refusals.List(null).Where(r => r.Border == border && r.Reason == reason).Sum(r => r.Count);

    public async ValueTask DisposeAsync()
    {
        await Console.Services.GetRequiredService<RunIngest>().StopAsync(CancellationToken.None);
        await Console.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}

/// <summary>Devices without the module that owns them: this module's seam, filled by hand.</summary>
internal sealed class KnownDevices : IDeviceDirectory, IDeviceSightings
{
    private readonly Dictionary<Guid, DeviceEntry> _devices = [];
    private DateTimeOffset _born = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    public List<(string Gateway, string Child)> Unknown { get; } = [];

    public HashSet<Guid> First { get; } = [];

    public IReadOnlyCollection<DeviceEntry> All => _devices.Values;

    public int Version { get; private set; }

    public bool IsReady { get; set; } = true;

    public event Action<DeviceEntry>? Changed;

    public DeviceEntry Add(
        string deviceId, Guid? tenant = null, string path = "root/aaaa/", DeviceEntry? gateway = null, bool isGateway = false,
        LifecycleState state = LifecycleState.Active, int interval = 60, params string[] tags) => Put(new(
            Guid.CreateVersion7(_born = _born.AddSeconds(1)), deviceId, tenant ?? Fleet.Ours, path, gateway?.Id, state, "SN-" + deviceId, "Model", deviceId, isGateway, interval, PowerSource.Battery)
        { Tags = tags });

    public DeviceEntry Put(DeviceEntry device)
    {
        _devices[device.Id] = device;
        Version++;
        Changed?.Invoke(device);
        return device;
    }

    public DeviceEntry? Find(Guid id) => _devices.GetValueOrDefault(id);

    public DeviceEntry? FindByDeviceId(string deviceId) => _devices.Values.SingleOrDefault(d => d.DeviceId == deviceId);

    public IEnumerable<DeviceEntry> Under(Guid tenantId, string path) =>
        _devices.Values.Where(d => d.TenantId == tenantId && d.SitePath.StartsWith(path, StringComparison.Ordinal));

    public void UnknownChild(DeviceIdentity gateway, string childDeviceId) => Unknown.Add((gateway.ClientId, childDeviceId));

    public void FirstReading(Guid deviceId) => First.Add(deviceId);
}
