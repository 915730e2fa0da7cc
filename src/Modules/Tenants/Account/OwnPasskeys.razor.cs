using System.Globalization;
using IoTConsole.Infrastructure.Results;
using Microsoft.AspNetCore.Components;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Tenants.Account;

public partial class OwnPasskeys
{
    private List<ListPasskeys.Row> _rows = [];
    private string? _asked;
    private string? _refused;
    private string? _done;

    [SupplyParameterFromForm(FormName = "passkey-add")] private Entry? New { get; set; }

    [SupplyParameterFromForm] private Choice? Chosen { get; set; }

    private sealed class Entry
    {
        public string Credential { get; set; } = "";

        public string Name { get; set; } = "";

        public string Password { get; set; } = "";
    }

    private sealed class Choice
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public string What { get; set; } = "";
    }

    protected override async Task OnInitializedAsync()
    {
        (New, Chosen) = (New ?? new(), Chosen ?? new());
        await ReadAsync();

        // While an answer is being brought, no new question: it would take the place of the one that was answered.
        if (New.Credential.Length == 0) _asked = await Add.AskAsync();
    }

    private async Task AddAsync()
    {
        var added = await Add.RunAsync(new(New!.Password, New.Name, New.Credential), CancellationToken.None);
        _refused = Said(added.Problem);
        if (added.Succeeded) (_done, New) = (T("The passkey was added. At the next sign-in you need no password."), new());
        _asked = await Add.AskAsync();
        await ReadAsync();
    }

    private async Task ChangeAsync()
    {
        var removes = Chosen!.What == "remove";
        var changed = removes ? await Remove.RunAsync(Chosen.Id, CancellationToken.None) : await Rename.RunAsync(Chosen.Id, Chosen.Name, CancellationToken.None);
        _refused = Said(changed.Problem);
        if (changed.Succeeded) _done = removes ? T("The passkey was removed and opens nothing any more.") : T("The passkey was renamed.");
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var rows = await List.RunAsync(CancellationToken.None);
        if (rows.Succeeded) _rows = rows.Value;
    }

    private static string? Said(Problem? problem) => problem is null ? null : T(problem.Message);

    private static string About(ListPasskeys.Row key) => string.Join(" · ", new[]
    {
        T("Added {0}", Day(key.CreatedAt)),
        key.LastUsedAt is { } used ? T("last used {0}", Day(used)) : T("not used yet"),
        key.Synced ? T("kept by a password manager") : null,
    }.OfType<string>());

    private static string Day(DateTimeOffset at) => at.ToString("d MMMM yyyy", CultureInfo.CurrentCulture);
}
