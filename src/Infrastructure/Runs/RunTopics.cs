namespace IoTConsole.Infrastructure.Runs;

internal static class RunTopics
{
    /// <summary>A run of the tenant was started, has come further or has ended.</summary>
    public static string Of(Guid tenantId) => $"runs:{tenantId}";
}
