namespace IoTConsole.Web.Tests.Isolation;

/// <summary>How to ask each route for a thing of a given organisation. A new route without a case here fails the test.</summary>
internal static class RouteCases
{
    /// <param name="Things">The values of the path, in order: things of the world.</param>
    /// <param name="Body">What is sent: valid, but about things of that world.</param>
    internal sealed record Case(string[] Things, Func<World, object>? Body = null)
    {
        /// <summary>A question about a thing of that world; answered 404 when it is foreign.</summary>
        public Func<World, string>? Query { get; init; }

        public bool IsAboutAThing => Things.Length > 0 || Body is not null || Query is not null;

        /// <summary>Only whoever runs the platform may ask, and then it is about organisations as such.</summary>
        public bool OfThePlatform { get; init; }
    }

    private static readonly Dictionary<string, Case> _cases = new()
    {
        ["ListSites"] = new([]),
        ["GetSite"] = new(["site"]),
        ["AddSite"] = new([], w => new { parentId = w["building"], kind = "Floor", name = "Floor 9" }),
        ["EditSite"] = new(["site"], _ => new { version = 0, name = "Taken over" }),
        ["MoveSite"] = new(["site"], w => new { version = 0, parentId = w["building"] }),
        ["RemoveSite"] = new(["site"]),
        ["ListPeople"] = new([]),
        ["GetPerson"] = new(["person"]),
        ["InvitePerson"] = new([], w => new { email = "mole@example.test", displayName = "Mole", role = "Operator", siteId = w["building"] }),
        ["RenewInvitation"] = new(["person"]),
        ["BlockPerson"] = new(["person"]),
        ["UnblockPerson"] = new(["person"]),
        ["GrantRole"] = new(["person"], w => new { role = "Operator", siteId = w["building"] }),
        ["RevokeGrant"] = new(["grant"]),
        ["ListKeys"] = new([]),
        ["CreateKey"] = new([], w => new { name = "Theirs", role = "Analyst", siteId = w["building"] }),
        ["RevokeKey"] = new(["key"]),
        ["ListAudit"] = new([]),
        ["ExportAudit"] = new([]),
        ["ListOrganisations"] = new([]) { OfThePlatform = true },
        ["CreateOrganisation"] = new([]) { OfThePlatform = true },
        ["SuspendOrganisation"] = new(["tenant"]) { OfThePlatform = true },
        ["ResumeOrganisation"] = new(["tenant"]) { OfThePlatform = true },
        ["ListJobs"] = new([]),
        ["ListRefusals"] = new([]),
        ["ListRefusedMessages"] = new([]),
        ["GetOverview"] = new([]),
        ["GetLatestValues"] = new(["deviceKey"]),
        ["ReadTelemetry"] = new([]) { Query = w => $"metric=temperature&site={w["building"]}" },
        ["SendTelemetry"] = new(["deviceKey"], _ => new { ts = 1_767_225_600_000, values = new { temperature = 99.0 } }),
    };

    public static Case? For(ApiRoute route) => _cases.GetValueOrDefault(route.Name);
}
