using System.Threading.Channels;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Provisioning.Gate;

/// <summary>
/// Ends the live session of a device that is no longer trusted, on whichever node it is: at once where the change was made,
/// within two seconds elsewhere. A device with another valid certificate comes back with that one.
/// </summary>
internal sealed class DropSessions(
    DeviceDirectory devices, CertificateRegister certificates, IServiceProvider services, ILogger<DropSessions> log) : BackgroundService
{
    private readonly Channel<(string ClientId, string Why)> _leaving = Channel.CreateUnbounded<(string, string)>();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        devices.Changed += Look;
        certificates.Revoked += Revoked;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        devices.Changed -= Look;
        certificates.Revoked -= Revoked;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The broker is another part of the host and may be absent on this node.
        if (services.GetService<IBrokerSessions>() is not { } sessions) return;
        await foreach (var (clientId, why) in _leaving.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await sessions.DropAsync(clientId, why, stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "The session of {Device} could not be ended", clientId);
            }
        }
    }

    private void Look(Contracts.DeviceEntry device)
    {
        if (!LifecycleRules.IsTrusted(device.State)) _leaving.Writer.TryWrite((device.DeviceId, $"The device is {device.State.ToString().ToLowerInvariant()}."));
    }

    private void Revoked(Guid id)
    {
        if (devices.Find(id) is { } device) _leaving.Writer.TryWrite((device.DeviceId, "A certificate of the device was revoked."));
    }
}
