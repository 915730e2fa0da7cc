using IoTConsole.Infrastructure.Broker;
using IoTConsole.Provisioning.Contracts;

namespace IoTConsole.Provisioning.Gate;

/// <summary>A device listens to its own commands and to nothing else; wildcards only below them.</summary>
internal sealed class SubscribeGate : ISubscribeGate
{
    public bool Allows(ConnectionIdentity identity, string topicFilter) =>
        IsOwn(topicFilter, "devices/", identity.ClientId)
        || (identity is DeviceIdentity { IsGateway: true } && IsOwn(topicFilter, "gateways/", identity.ClientId));

    private static bool IsOwn(string filter, string family, string clientId)
    {
        var own = $"{family}{clientId}/commands";
        return filter == own || filter == own + "/#";
    }
}
