using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>Where the broker listens, with the ports that were really taken. Filled when the host has started.</summary>
public sealed class BrokerAddresses
{
    internal ListenOptions? Tls { get; set; }

    internal ListenOptions? WebSocket { get; set; }

    internal ListenOptions? Plain { get; set; }

    public int? TlsPort => Port(Tls);

    public int? WebSocketPort => Port(WebSocket);

    public int? PlainPort => Port(Plain);

    private static int? Port(ListenOptions? options) => (options?.EndPoint as IPEndPoint)?.Port;
}

/// <summary>How the host brings the broker up: services, Kestrel endpoints, the WebSocket path.</summary>
public static class BrokerHosting
{
    public const string WebSocketPath = "/mqtt";

    /// <summary>Needs <see cref="BrokerSettings"/> registered, and a gate, a consumer and a certificate from the modules.</summary>
    public static IServiceCollection AddBroker(this IServiceCollection services)
    {
        services.AddConnections();
        services.AddHealthChecks().AddCheck<BrokerReadiness>("broker");
        return services
            .AddSingleton<BrokerAddresses>()
            .AddSingleton<BrokerTls>()
            .AddSingleton<SourceRates>()
            .AddSingleton<HandshakeGate>()
            .AddSingleton<BrokerConnections>()
            .AddSingleton<ConnectedClients>()
            .AddSingleton<KnownIssuers>()
            .AddSingleton<AdmitClients>()
            .AddSingleton<TakePublishes>()
            .AddSingleton<EmbeddedBroker>()
            .AddSingleton<IBrokerSessions>(s => s.GetRequiredService<EmbeddedBroker>())
            .AddHostedService<RunBroker>();
    }

    public static void ListenForClients(this KestrelServerOptions kestrel, BrokerSettings settings)
    {
        var services = kestrel.ApplicationServices;
        var addresses = services.GetRequiredService<BrokerAddresses>();
        var tls = services.GetRequiredService<BrokerTls>();
        var gate = services.GetRequiredService<HandshakeGate>();

        void Secure(ListenOptions options)
        {
            options.Use(next => connection => gate.PassAsync(connection, secure: true, () => next(connection)));
            options.UseHttps(tls.Options());
        }

        Listen(kestrel, settings.Address, settings.TlsPort, options =>
        {
            addresses.Tls = options;

            // No protocol list: a device SDK that offers its own names must not be turned away over them.
            options.Protocols = HttpProtocols.None;
            Secure(options);
            options.UseConnectionHandler<BrokerConnections>();
        });
        if (settings.WebSocketPort is { } webSocket)
        {
            Listen(kestrel, settings.Address, webSocket, options =>
            {
                addresses.WebSocket = options;
                options.Protocols = HttpProtocols.Http1;
                Secure(options);
                options.Use(next => connection =>
                {
                    HandshakeGate.Leave(connection);
                    return next(connection);
                });
            });
        }

        if (settings.PlainPort is { } plain)
        {
            kestrel.Listen(IPAddress.Loopback, plain, options =>
            {
                addresses.Plain = options;
                options.Use(next => connection => gate.PassAsync(connection, secure: false, () => next(connection)));
                options.UseConnectionHandler<BrokerConnections>();
            });
        }
    }

    /// <summary>MQTT over WebSocket, sub-protocol <c>mqtt</c>. The gate judges the certificate of the TLS connection under it.</summary>
    public static void MapBrokerWebSocket(this IEndpointRouteBuilder routes) => routes.MapConnectionHandler<BrokerConnections>(WebSocketPath, options =>
    {
        options.Transports = HttpTransportType.WebSockets;
        options.WebSockets.SubProtocolSelector = offered => offered.FirstOrDefault(p => p is "mqtt" or "mqttv3.1")!;
    });

    private static void Listen(KestrelServerOptions kestrel, string address, int port, Action<ListenOptions> configure)
    {
        if (address == "*") kestrel.ListenAnyIP(port, configure);
        else kestrel.Listen(IPAddress.Parse(address), port, configure);
    }
}
