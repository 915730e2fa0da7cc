using IoTConsole.Infrastructure.Ui;
using Microsoft.AspNetCore.Components;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Tenants.Account;

public partial class OwnSecondFactorPage
{
    private bool _on;
    private BeginSecondFactor.Secret? _secret;
    private List<string>? _codes;
    private string? _refused;
    private string? _done;

    private string AsFile => "data:text/plain;charset=utf-8," + Uri.EscapeDataString($"{T("IoTConsole recovery codes")}\n{string.Join('\n', _codes ?? [])}\n");

    [SupplyParameterFromForm(FormName = "confirm")] private CodeEntry? First { get; set; }

    [SupplyParameterFromForm(FormName = "codes")] private PasswordEntry? Codes { get; set; }

    [SupplyParameterFromForm(FormName = "off")] private PasswordEntry? Off { get; set; }

    private sealed class CodeEntry
    {
        public string Code { get; set; } = "";
    }

    private sealed class PasswordEntry
    {
        public string Password { get; set; } = "";
    }

    protected override async Task OnInitializedAsync()
    {
        (First, Codes, Off) = (First ?? new(), Codes ?? new(), Off ?? new());
        var own = await Account.RunAsync(CancellationToken.None);
        _on = own.Succeeded && own.Value.SecondFactor;
        _secret = await Begin.ContinueAsync();
    }

    private async Task BeginAsync()
    {
        var begun = await Begin.RunAsync(CancellationToken.None);
        (_refused, _secret) = (begun.Problem?.Message, begun.Succeeded ? begun.Value : null);
    }

    private async Task ConfirmAsync()
    {
        var confirmed = await Confirm.RunAsync(First!.Code, CancellationToken.None);
        _refused = confirmed.Problem?.Message;
        if (!confirmed.Succeeded) return;
        (_on, _codes, _done) = (true, confirmed.Value, Words.T("The second step is on."));
    }

    private async Task RenewAsync()
    {
        var renewed = await Renew.RunAsync(Codes!.Password, CancellationToken.None);
        (_refused, _codes) = (renewed.Problem?.Message, renewed.Succeeded ? renewed.Value : null);
        if (renewed.Succeeded) _done = Words.T("The old codes no longer work.");
    }

    private async Task RemoveAsync()
    {
        _refused = (await Remove.RunAsync(Off!.Password, CancellationToken.None)).Problem?.Message;
        if (_refused is null) (_on, _secret, _done) = (false, null, Words.T("The second step is off."));
    }
}
