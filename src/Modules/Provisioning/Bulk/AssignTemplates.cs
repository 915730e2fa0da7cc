using System.Text.Json;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Directory;
using IoTConsole.Provisioning.Fleet;
using IoTConsole.Tenants.Contracts;
using MudBlazor;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Bulk;

/// <summary>
/// Gives devices what an enrolment template gives to a new one: model, tags, reporting interval, power. Where they stand is not touched;
/// what the template does not say stays.
/// </summary>
internal sealed class AssignTemplates(FleetScan fleet, Caller caller, DeviceDirectory directory, TrustStore trust, ISiteDirectory sites, TimeProvider clock)
    : DeviceVerb(fleet, caller, directory, clock)
{
    public const string Template = "template";

    private static readonly BulkReason _follows = new("provisioning.follows-already", Key("Is as the template says already."));

    private static readonly BulkReason _otherKind = new("provisioning.gateway-or-not", Key("The template is for gateways and this is none, or the other way round."));

    private static readonly BulkReason _full = new("provisioning.too-many-tags", Key("Would have more than 20 tags."));

    public override string Code => "devices.assign-template";

    public override string Title => T("Assign template");

    public override string Icon => Icons.Material.Outlined.AssignmentTurnedIn;

    public override IReadOnlyList<Permission> OpenedBy => [ProvisioningPermissions.EnrolmentView];

    public override IReadOnlyList<BulkArgument> Arguments => [new(Template, "Id of an enrolment template of a trusted authority.")];

    public override Type Form => typeof(TemplateForm);

    private sealed record Traits(string Model, string Tags, int Interval, PowerSource Power)
    {
        public static Traits Of(DeviceEntry d) => new(d.Model, TagText.Of(d.Tags), d.ExpectedIntervalSeconds, d.Power);

        public string Words => string.Join(" · ", new[] { Model, T("every {0} s", Interval), Lifecycle.LifecycleWords.Of(Power), string.Join(", ", TagText.Read(Tags)) }.Where(w => w.Length > 0));
    }

    /// <summary>Templates the caller may choose from, by what they are called.</summary>
    public static IReadOnlyList<(Guid Id, string Words)> Offered(TrustStore trust, ISiteDirectory sites, Caller caller) => caller.Actor.TenantId is not { } tenant ? [] :
        [.. trust.TemplatesOf(tenant).Where(t => IsInReach(t.Template, tenant, sites, caller)).Select(t => (t.Template.Id, WordsOf(t.Trust, t.Template))).OrderBy(t => t.Item2, StringComparer.CurrentCulture)];

    public override string Words(BulkArguments asked) => Find(asked) is { } found ? T("Assign template {0}", WordsOf(found.Trust, found.Template)) : T("Assign a template that is gone");

    public override Problem? Refuse(BulkArguments asked)
    {
        if (asked[Template].Length == 0) return ProvisioningProblems.TemplateNeeded;
        if (Find(asked) is null) return ProvisioningProblems.NoTemplate;
        return Caller.Refuses(ProvisioningPermissions.Edit);
    }

    protected override Verdict Judge(DeviceEntry device, BulkArguments asked)
    {
        if (!Caller.Actor.Can(ProvisioningPermissions.Edit, device.SitePath)) return NotAllowed;
        var template = Find(asked)!.Value.Template;
        if (template.IsGateway != device.IsGateway) return _otherKind;
        var (before, after) = (Traits.Of(device), After(Traits.Of(device), template));
        if (before == after) return _follows;
        return TagText.Read(after.Tags).Count > TagText.Most ? _full : new Verdict(null, before.Words, after.Words, JsonSerializer.Serialize(before));
    }

    protected override Verdict JudgeBack(DeviceEntry device, BulkArguments asked, string memory) => Caller.Actor.Can(ProvisioningPermissions.Edit, device.SitePath)
        ? new Verdict(null, Traits.Of(device).Words, Read(memory).Words, JsonSerializer.Serialize(Traits.Of(device)))
        : NotAllowed;

    protected override void Change(ConsoleDb db, Device device, BulkArguments asked, DateTimeOffset now) =>
        Give(device, After(Traits.Of(device.ToEntry()), Find(asked)!.Value.Template), now);

    protected override void PutBack(ConsoleDb db, Device device, string memory, DateTimeOffset now) => Give(device, Read(memory), now);

    private static void Give(Device device, Traits traits, DateTimeOffset now)
    {
        (device.Model, device.Tags, device.ExpectedIntervalSeconds, device.Power) = traits;
        device.Touch(now);
    }

    private static Traits After(Traits before, TrustStore.Template template) => new(
        template.Model, TagText.Of(TagText.Read(before.Tags).Union(template.Tags)), template.ExpectedIntervalSeconds ?? before.Interval, template.Power ?? before.Power);

    private static Traits Read(string memory) => JsonSerializer.Deserialize<Traits>(memory)!;

    private static string WordsOf(TrustStore.Trust trust, TrustStore.Template template) => $"{trust.Name}: {template.Model} ({template.Pattern})";

    // A template that stands outside the caller's part of the portfolio is no template to them.
    private static bool IsInReach(TrustStore.Template template, Guid tenant, ISiteDirectory sites, Caller caller) => caller.FindSite(sites, tenant, template.SiteId) is not null;

    private (TrustStore.Trust Trust, TrustStore.Template Template)? Find(BulkArguments asked)
    {
        if (Caller.Actor.TenantId is not { } tenant || !Guid.TryParse(asked[Template], out var id)) return null;
        var found = trust.TemplatesOf(tenant).FirstOrDefault(t => t.Template.Id == id);
        return found.Template is not null && IsInReach(found.Template, tenant, sites, Caller) ? found : null;
    }
}
