using IoTConsole.Infrastructure.Access;
using IoTConsole.Tenants.Contracts;

namespace IoTConsole.Tenants.Access;

internal static class Narrowing
{
    /// <summary>False, and not narrowed, when the scope names no site or one that the caller does not see.</summary>
    public static bool TryNarrow(this Caller caller, ISiteDirectory sites, string? scope)
    {
        if (!caller.IsEstablished) return true;
        caller.Narrow(null, null);
        if (string.IsNullOrEmpty(scope)) return true;
        if (!Guid.TryParse(scope, out var id) || caller.Actor.TenantId is not { } tenant) return false;
        if (sites.Find(tenant, id) is not { } site || !caller.Sees(tenant, site.Path)) return false;
        caller.Narrow(site.Id, site.Path);
        return true;
    }
}
