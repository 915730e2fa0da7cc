using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using Microsoft.AspNetCore.Components;

namespace IoTConsole.Tenants.People;

public partial class PersonPage
{
    private ListPeople.Row? _person;
    private bool _mayManage;
    private Ask _asked;
    private Guid _grant;
    private Problem? _refused;
    private Role _role = Role.Operator;
    private Guid? _site;
    private string? _link;

    private enum Ask
    {
        None,
        Grant,
        Revoke,
        Block,
        Unblock,
        Link,
    }

    [Parameter] public Guid Id { get; set; }

    [Inject] private ListPeople List { get; set; } = null!;

    [Inject] private GrantRole Granter { get; set; } = null!;

    [Inject] private RevokeGrant Revoker { get; set; } = null!;

    [Inject] private BlockPerson Blocker { get; set; } = null!;

    [Inject] private UnblockPerson Unblocker { get; set; } = null!;

    [Inject] private RenewInvitation Renewer { get; set; } = null!;

    [Inject] private Caller Caller { get; set; } = null!;

    protected override string? Topic => Caller.IsEstablished ? $"people:{Caller.Actor.TenantId}" : null;

    protected override async Task LoadAsync(CancellationToken ct)
    {
        var rows = Take(await List.RunAsync(new(Only: Id), ct));
        if (rows is { Count: 0 }) Refuse(TenantsProblems.NoPerson);
        _person = rows?.SingleOrDefault();
        _mayManage = Caller.Actor.Can(TenantsPermissions.PeopleManage);
    }

    private void Close(bool open)
    {
        if (!open) (_asked, _refused) = (Ask.None, null);
    }

    private void AskRevoke(Guid grant) => (_grant, _asked) = (grant, Ask.Revoke);

    private async Task GrantAsync()
    {
        if (_site is { } site) await AfterAsync((await Granter.RunAsync(new(Id, _role, site), Ct)).Problem);
        else _refused = TenantsProblems.ChooseSite;
    }

    private async Task RevokeAsync() => await AfterAsync((await Revoker.RunAsync(_grant, Ct)).Problem);

    private async Task BlockAsync() => await AfterAsync((await Blocker.RunAsync(Id, Ct)).Problem);

    private async Task UnblockAsync() => await AfterAsync((await Unblocker.RunAsync(Id, Ct)).Problem);

    private async Task LinkAsync()
    {
        var made = await Renewer.RunAsync(Id, Ct);
        if (made.Succeeded) _link = InviteForm.Link(Navigation, made.Value.Token);
        await AfterAsync(made.Problem);
    }

    private async Task AfterAsync(Problem? refused)
    {
        _refused = refused;
        if (refused is not null) return;
        Close(false);
        await ReloadAsync();
    }
}
