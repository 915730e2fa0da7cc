using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IoTConsole.Infrastructure.Broker;

internal static class BrokerMetrics
{
    private static readonly Meter _meter = new("IoTConsole");

    public static readonly ActivitySource Traces = new("IoTConsole");
    public static readonly UpDownCounter<long> Connections = _meter.CreateUpDownCounter<long>("iotconsole_broker_connections", description: "MQTT clients connected");
    public static readonly Counter<long> Messages = _meter.CreateCounter<long>("iotconsole_broker_messages", description: "PUBLISH packets received");
    public static readonly Counter<long> Bytes = _meter.CreateCounter<long>("iotconsole_broker_payload", "By", "Payload received");
    public static readonly Histogram<double> AckSeconds = _meter.CreateHistogram<double>(
        "iotconsole_broker_ack", "s", "From PUBLISH received to acknowledged",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
}
