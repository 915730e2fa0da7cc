using IoTConsole.Infrastructure.Broker;
using IoTConsole.Provisioning.Authorities;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Certificates;

/// <summary>Where devices reach the broker, for the line that an installer tries. The broker may run on another node.</summary>
internal sealed class DeviceAddress(PkiSettings settings, IServiceProvider services)
{
    public string Host => settings.NameList.FirstOrDefault() ?? "localhost";

    public int Port => services.GetService<BrokerAddresses>()?.TlsPort ?? services.GetService<BrokerSettings>()?.TlsPort ?? 8883;

    /// <summary>Where devices fetch and renew certificates (RFC 7030); null while the port is off.</summary>
    public string? Est => (services.GetService<BrokerAddresses>()?.WebSocketPort ?? services.GetService<BrokerSettings>()?.WebSocketPort) is { } port
        ? $"https://{Host}{(port == 443 ? "" : $":{port}")}/.well-known/est" : null;

    /// <param name="files">The name of the files without their endings.</param>
    public string TryLine(string deviceId, string files) =>
        $"mosquitto_pub -h {Host} -p {Port} --cafile root.pem --cert {files}.crt --key {files}.key -i '{deviceId}' -q 1 "
        + $"-t 'devices/{deviceId}/telemetry' -m \"{{\\\"ts\\\":$(date +%s%3N),\\\"values\\\":{{\\\"temperature\\\":21.5}}}}\"";
}
