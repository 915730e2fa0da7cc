using System.Net;
using IoTConsole.Infrastructure.Counting;
using Microsoft.Extensions.Logging;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>Takes each CONNECT to the gate, before a session is taken over: whoever is refused here evicts nobody.</summary>
internal sealed class AdmitClients(
    BrokerSettings settings, IConnectGate gate, ConnectedClients clients, KnownIssuers issuers, Refusals refusals, TimeProvider clock, ILogger<AdmitClients> log)
    : IDisposable
{
    private readonly SemaphoreSlim _places = new(settings.AdmissionsAtOnce);

    public void Dispose() => _places.Dispose();

    public async Task AdmitAsync(ValidatingConnectionEventArgs connect)
    {
        var channel = (BrokerChannel)connect.ChannelAdapter;
        var presented = channel.TakePresented();
        if (presented.Count == 0 && connect.ClientCertificate is { } leaf) presented = issuers.Above(leaf);
        var attempt = new ConnectAttempt(
            connect.ClientId ?? "", connect.UserName, connect.RawPassword, connect.ClientCertificate, presented,
            connect.IsSecureConnection, channel.RemoteEndPoint.ToString() ?? "");
        var began = clock.GetTimestamp();
        if (!string.IsNullOrEmpty(connect.AuthenticationMethod))
        {
            // A client proves who it is by its certificate.
            connect.ReasonCode = MqttConnectReasonCode.BadAuthenticationMethod;
            refusals.Count("connect", "authentication-method", null, $"{attempt.ClientId} from {attempt.RemoteAddress}: {connect.AuthenticationMethod}");
            return;
        }

        var verdict = await JudgeAsync(attempt, channel, connect.CancellationToken);
        if (verdict.Identity is { } identity)
        {
            var session = new LiveSession(identity, attempt.RemoteAddress, ProtocolOf(connect), attempt.Secure, clock.GetUtcNow(), channel);
            clients.Admit(session);
            if (!clients.WasDroppedSince(identity.ClientId, began))
            {
                channel.Session = session;
                issuers.Remember(presented);
                return;
            }

            // What the gate looked at has changed meanwhile; next time it sees the new state.
            clients.Leave(session);
            verdict = ConnectVerdict.Refuse(ConnectRefusal.ServerBusy, "dropped-meanwhile", "The client was dropped while it connected.", identity.TenantId);
        }

        connect.ReasonCode = (MqttConnectReasonCode)(byte)verdict.Refusal!.Value;
        connect.ReasonString = verdict.Reason;
        refusals.Count("connect", verdict.Reason!, verdict.TenantId, $"{attempt.ClientId} from {attempt.RemoteAddress}: {verdict.Detail}");
    }

    private async Task<ConnectVerdict> JudgeAsync(ConnectAttempt attempt, BrokerChannel channel, CancellationToken ct)
    {
        // The console's own address may be plain HTTP behind a proxy; only the development port lets clients in without TLS.
        if (!attempt.Secure && (settings.PlainPort is null || !IsOfThisMachine(channel)))
            return ConnectVerdict.Refuse(ConnectRefusal.NotAuthorized, "plaintext-not-allowed", "MQTT without TLS is switched off.");
        if (!await _places.WaitAsync(TimeSpan.FromSeconds(settings.ConnectSeconds / 2.0), ct))
            return ConnectVerdict.Refuse(ConnectRefusal.ServerBusy, "too-many-at-once", "The gate did not come to it in time.");
        try
        {
            var verdict = await gate.AdmitAsync(attempt, ct);
            return verdict.Identity is null || verdict.Identity.ClientId == attempt.ClientId
                ? verdict
                : ConnectVerdict.Refuse(ConnectRefusal.ClientIdentifierNotValid, "client-id-mismatch", $"The identity is {verdict.Identity.ClientId}.");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // An unjudged client stays outside; it will try again.
            log.LogError(fault, "The gate failed for {ClientId}", attempt.ClientId);
            return ConnectVerdict.Refuse(ConnectRefusal.ServerBusy, "gate-failed", fault.Message);
        }
        finally
        {
            _places.Release();
        }
    }

    private static bool IsOfThisMachine(BrokerChannel channel) =>
        channel.RemoteEndPoint is IPEndPoint remote && IPAddress.IsLoopback(remote.Address) && channel.IsFirstHand;

    private static string ProtocolOf(ValidatingConnectionEventArgs connect) => connect.ProtocolVersion switch
    {
        MqttProtocolVersion.V500 => "MQTT 5",
        MqttProtocolVersion.V310 => "MQTT 3.1",
        _ => "MQTT 3.1.1",
    };
}
