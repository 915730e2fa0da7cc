using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serilog;
using Serilog.Formatting.Compact;

namespace IoTConsole.Web.Hosting;

/// <summary>Structured logs, metrics for Prometheus, traces for an OTLP collector.</summary>
internal static class Observability
{
    /// <summary>The name of our meter and activity source, everywhere.</summary>
    public const string Source = "IoTConsole";

    public static WebApplicationBuilder AddObservability(this WebApplicationBuilder builder, ObservabilitySettings settings)
    {
        builder.Services.AddSerilog((_, log) =>
        {
            log.ReadFrom.Configuration(builder.Configuration).Enrich.FromLogContext();
            if (settings.JsonLogs) log.WriteTo.Console(new RenderedCompactJsonFormatter());
            else log.WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}");
        });
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("iotconsole"))
            .WithMetrics(m => m.AddMeter(Source).AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddPrometheusExporter());
        if (settings.OtlpEndpoint is { } collector)
            telemetry.WithTracing(t => t.AddSource(Source).AddAspNetCoreInstrumentation()
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.TraceShare)))
                .AddOtlpExporter(o => o.Endpoint = new Uri(collector)));
        return builder;
    }
}
