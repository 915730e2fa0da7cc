using Microsoft.AspNetCore.Components;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Provisioning.Certificates;

public partial class DeviceCertificates
{
    private IReadOnlyList<ListCertificates.Row>? _rows;
    private CertificateIssue.Issued? _made;
    private string? _key;
    private string _csr = "";
    private string _why = "";
    private bool _requesting;
    private bool _making;
    private Guid? _revoking;
    private Infrastructure.Results.Problem? _problem;

    [Parameter, EditorRequired] public Guid Device { get; set; }

    [Parameter, EditorRequired] public string DeviceId { get; set; } = "";

    /// <summary>IANA zone of the place.</summary>
    [Parameter] public string? Zone { get; set; }

    /// <summary>A gateway speaks for it.</summary>
    [Parameter] public bool Behind { get; set; }

    [Parameter] public bool MayManage { get; set; }

    protected override string? Topic => $"device:{Device}";

    protected override async Task LoadAsync(CancellationToken ct) => _rows = Take(await Certificates.RunAsync(Device, ct)) ?? _rows;

    private async Task IssueAsync()
    {
        var issued = await Issue.RunAsync(new(Device, _csr), Ct);
        _problem = issued.Problem;
        if (!issued.Succeeded) return;
        (_requesting, _made, _key) = (false, issued.Value, null);
        await ReloadAsync();
    }

    private async Task MakeAsync()
    {
        var made = await Make.RunAsync(Device, Ct);
        _problem = made.Problem;
        if (!made.Succeeded) return;
        (_making, _made, _key) = (false, made.Value.Certificate, made.Value.KeyPem);
        await ReloadAsync();
    }

    private async Task RevokeAsync()
    {
        _problem = (await Revoke.RunAsync(new(Device, _revoking!.Value, _why), Ct)).Problem;
        if (_problem is not null) return;
        _revoking = null;
        await ReloadAsync();
    }

    private static string StatusOf(ListCertificates.Standing standing) => standing switch
    {
        ListCertificates.Standing.Valid => "ok",
        ListCertificates.Standing.EndsSoon => "warning",
        ListCertificates.Standing.Expired => "expired",
        _ => "revoked",
    };

    private static string WordsOf(ListCertificates.Standing standing) => standing switch
    {
        ListCertificates.Standing.EndsSoon => T("Renew soon"),
        _ => standing.ToString(),
    };
}
