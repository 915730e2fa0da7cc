using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>What the TCP or TLS connection under an MQTT connection knows; between them there may be a WebSocket.</summary>
internal static class Underneath
{
    public static T? ItemOf<T>(ConnectionContext connection, string key)
        where T : class => ItemsWith(connection, key)?[key] as T;

    public static T? Take<T>(ConnectionContext connection, string key)
        where T : class
    {
        if (ItemsWith(connection, key) is not { } items) return null;
        var taken = items[key];
        items.Remove(key);
        return taken as T;
    }

    public static X509Certificate2? CertificateOf(ConnectionContext connection) => connection.GetHttpContext()?.Connection.ClientCertificate;

    public static bool IsHttps(ConnectionContext connection) => connection.GetHttpContext()?.Request.IsHttps == true;

    public static EndPoint? RemoteOf(ConnectionContext connection) =>
        connection.GetHttpContext()?.Connection is { RemoteIpAddress: { } address } http ? new IPEndPoint(address, http.RemotePort) : null;

    /// <summary>
    /// False for a WebSocket that a proxy passed on or that a page of another site opened in a browser on this machine: both
    /// come from loopback without being of this machine.
    /// </summary>
    public static bool IsFirstHand(ConnectionContext connection)
    {
        if (connection.GetHttpContext()?.Request is not { } request) return true;
        var headers = request.Headers;
        if (headers.ContainsKey("Forwarded") || headers.ContainsKey("Via") || headers.Keys.Any(k => k.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase))) return false;
        return headers.Origin.Count == 0 || (Uri.TryCreate(headers.Origin, UriKind.Absolute, out var origin) && HostString.FromUriComponent(origin) == request.Host);
    }

    private static IDictionary<object, object?>? ItemsWith(ConnectionContext connection, string key) =>
        connection.Items.ContainsKey(key) ? connection.Items
        : connection.GetHttpContext()?.Features.Get<IConnectionItemsFeature>()?.Items is { } below && below.ContainsKey(key) ? below
        : null;
}
