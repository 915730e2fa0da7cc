using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IoTConsole.Web.Hosting;

/// <summary>
/// Where the console listens. Kestrel ignores <c>Urls</c> as soon as one endpoint is set in code, and the broker's are, so the
/// console's own are set in code as well.
/// </summary>
internal sealed class Addresses
{
    private readonly List<(ListenOptions Options, Uri Url)> _bound = [];

    public void Listen(KestrelServerOptions kestrel, string urls)
    {
        foreach (var text in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = BindingAddress.Parse(text);
            var url = new UriBuilder(address.Scheme, address.Host is "*" or "+" ? "localhost" : address.Host, address.Port).Uri;
            void Remember(ListenOptions options)
            {
                if (address.Scheme == "https") options.UseHttps();
                _bound.Add((options, url));
            }

            if (address.Host is "localhost" && address.Port != 0) kestrel.ListenLocalhost(address.Port, Remember);
            else if (address.Host is "localhost") kestrel.Listen(IPAddress.Loopback, 0, Remember);
            else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)) kestrel.Listen(ip, address.Port, Remember);
            else kestrel.ListenAnyIP(address.Port, Remember);
        }
    }

    /// <summary>The address to print, with the port that was really taken. Only after start.</summary>
    public string Main(string? publicAddress)
    {
        if (publicAddress is { Length: > 0 }) return publicAddress.TrimEnd('/');
        var (options, url) = _bound[0];
        var port = options.EndPoint is IPEndPoint taken ? taken.Port : url.Port;
        return new UriBuilder(url) { Port = port, Path = "" }.Uri.ToString().TrimEnd('/');
    }
}
