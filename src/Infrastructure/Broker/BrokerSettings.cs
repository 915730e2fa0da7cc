using System.ComponentModel.DataAnnotations;
using System.Net;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>Section <c>Broker</c>: the embedded MQTT broker.</summary>
public sealed class BrokerSettings : IValidatableObject
{
    /// <summary>TCP port of MQTT over mutual TLS. 0 takes a free one. Default 8883.</summary>
    [Range(0, 65535)]
    public int TlsPort { get; set; } = 8883;

    /// <summary>TCP port of MQTT over WebSocket over mutual TLS, path <c>/mqtt</c>, and of HTTP for devices. Off when empty; 0 takes a free one. The program's appsettings.json says 8884.</summary>
    [Range(0, 65535)]
    public int? WebSocketPort { get; set; }

    /// <summary>TCP port of MQTT without TLS, on loopback only, for development. Also opens <c>/mqtt</c> on the console's own address. Off when null (default).</summary>
    [Range(0, 65535)]
    public int? PlainPort { get; set; }

    /// <summary>Addresses the TLS ports listen on: <c>*</c> for all (default) or one IP address.</summary>
    [Required]
    public string Address { get; set; } = "*";

    /// <summary>Largest MQTT packet, bytes; 1 KiB to 16 MiB, default 256 KiB. A larger one ends the connection with reason 0x95.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxPacketBytes { get; set; } = 256 * 1024;

    /// <summary>Connections at once, those in their handshake too; 1 to 1,000,000, default 70,000. One more is turned away before its handshake.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 70_000;

    /// <summary>TLS handshakes at once; the rest wait. One that the client draws out over 2 seconds no longer counts. 1 to 1,024, default 2 for each processor.</summary>
    [Range(1, 1024)]
    public int HandshakesAtOnce { get; set; } = 2 * Environment.ProcessorCount;

    /// <summary>New connections a second from one address, after a burst of 20 seconds' worth; more are turned away before their handshake. 1 to 100,000, default 500.</summary>
    [Range(1, 100_000)]
    public int ConnectsPerSource { get; set; } = 500;

    /// <summary>CONNECTs judged at once; the rest wait, and hear "server busy" after half of <see cref="ConnectSeconds"/>. 1 to 10,000, default 64.</summary>
    [Range(1, 10_000)]
    public int AdmissionsAtOnce { get; set; } = 64;

    /// <summary>Seconds a client may take for its handshake, and again for its CONNECT; 1 to 300, default 15.</summary>
    [Range(1, 300)]
    public int ConnectSeconds { get; set; } = 15;

    /// <summary>Longest time the state of an absent client is kept, minutes; 1 to 100,000, default 1,440.</summary>
    [Range(1, 100_000)]
    public int SessionMinutes { get; set; } = 1440;

    /// <summary>Commands kept for one client that does not take them; 1 to 10,000, default 100. One more is refused to its sender.</summary>
    [Range(1, 10_000)]
    public int QueuedCommands { get; set; } = 100;

    /// <summary>Seconds a stop waits for publishes that were already received; 0 to 120, default 10.</summary>
    [Range(0, 120)]
    public int DrainSeconds { get; set; } = 10;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address != "*" && !IPAddress.TryParse(Address, out _))
            yield return new ValidationResult($"Address is * or one IP address, not “{Address}”.", [nameof(Address)]);
        var ports = new[] { TlsPort, WebSocketPort, PlainPort }.Where(p => p > 0).ToList();
        if (ports.Distinct().Count() < ports.Count)
            yield return new ValidationResult("TlsPort, WebSocketPort and PlainPort are three different ports.", [nameof(TlsPort)]);
    }
}
