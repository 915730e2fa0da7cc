using IoTConsole.Infrastructure.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace IoTConsole.Tenants.Access;

/// <summary>What a page's or endpoint's policy asks: is this held anywhere? Where exactly, the use case asks.</summary>
internal sealed record AskedPermission(Permission Permission) : IAuthorizationRequirement;

/// <summary>Answers from the scope's caller, in requests and in circuits alike; the cookie's claims say nothing about rights.</summary>
internal sealed class HoldsPermission(Caller caller) : AuthorizationHandler<AskedPermission>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AskedPermission requirement)
    {
        if (caller.IsEstablished && context.User.Identity?.IsAuthenticated == true && caller.Actor.Can(requirement.Permission))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

/// <summary>One policy for each permission that a module listed, named by its code.</summary>
internal sealed class PermissionPolicies(IEnumerable<Permission> permissions) : IConfigureOptions<AuthorizationOptions>
{
    public void Configure(AuthorizationOptions options)
    {
        foreach (var permission in permissions)
            options.AddPolicy(permission.Code, policy => policy.RequireAuthenticatedUser().AddRequirements(new AskedPermission(permission)));
    }
}
