using Microsoft.AspNetCore.Components;

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
        _refused = (await Add.RunAsync(new(New!.Password, New.Name, New.Credential), CancellationToken.None)).Problem?.Message;
        if (_refused is null) _done = "The passkey was added. At the next sign-in you need no password.";
        _asked = await Add.AskAsync();
        await ReadAsync();
    }

    private async Task ChangeAsync()
    {
        var removes = Chosen!.What == "remove";
        var changed = removes ? await Remove.RunAsync(Chosen.Id, CancellationToken.None) : await Rename.RunAsync(Chosen.Id, Chosen.Name, CancellationToken.None);
        _refused = changed.Problem?.Message;
        if (_refused is null) _done = removes ? "The passkey was removed and opens nothing any more." : "The passkey was renamed.";
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var rows = await List.RunAsync(CancellationToken.None);
        if (rows.Succeeded) _rows = rows.Value;
    }

    private static string Day(DateTimeOffset at) => at.ToString("d MMMM yyyy", System.Globalization.CultureInfo.CurrentCulture);
}
