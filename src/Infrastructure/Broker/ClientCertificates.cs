using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>What a client that speaks HTTP on the broker's TLS port showed besides its own certificate.</summary>
public static class ClientCertificates
{
    /// <summary>Unordered and untrusted, as for <see cref="ConnectAttempt"/>. A connection that resumes an earlier one shows none; what others with the same issuer showed helps then.</summary>
    public static IReadOnlyList<X509Certificate2> PresentedBy(HttpContext http)
    {
        if (http.Connection.ClientCertificate is not { } leaf) return [];
        if (http.Features.Get<IConnectionItemsFeature>()?.Items is { } items && items.TryGetValue(BrokerTls.PresentedKey, out var kept)
            && kept is IReadOnlyList<X509Certificate2> { Count: > 0 } presented) return presented;
        return http.RequestServices.GetService<KnownIssuers>()?.Above(leaf) ?? [];
    }
}
