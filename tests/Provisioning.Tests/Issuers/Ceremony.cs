using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Issuers;
using IoTConsole.Testing;

namespace IoTConsole.Provisioning.Tests.Issuers;

/// <summary>An estate with whoever runs the platform, and a keeper of its root beside it.</summary>
internal sealed class Ceremony(Estate estate) : IDisposable
{
    public const string Passphrase = "correct horse battery";

    public OpenSsl Keeper { get; } = new();

    public Estate Estate { get; } = estate;

    public Actor Platform => Estate.Admin with { RunsThePlatform = true };

    // openssl dates with the machine's clock; the tests' clock must not be far from it.
    public static async Task<Ceremony> StartAsync()
    {
        var estate = await Estate.StartAsync();
        return new(estate);
    }

    public async Task<string> ExportAsync()
    {
        var file = await Estate.AskAsync<ExportRoot, Result<string>>(Platform, u => u.RunAsync(Passphrase, default));
        Assert.Null(file.Problem);
        Keeper.Write("root-key.pem", file.Value);
        return file.Value;
    }

    public async Task TakeOfflineAsync()
    {
        var file = await ExportAsync();
        Assert.Null((await Estate.AskAsync<TakeRootOffline, Result<Done>>(Platform, u => u.RunAsync(new(file, Passphrase), default))).Problem);
    }

    public async Task<Guid> MakeAsync(string name, string? batch = null, bool forConsole = false, Actor? by = null)
    {
        var made = await Estate.AskAsync<MakeIssuer, Result<Guid>>(by ?? (forConsole ? Platform : Estate.Admin), u => u.RunAsync(new(name, batch, forConsole), default));
        Assert.Null(made.Problem);
        return made.Value;
    }

    public async Task<ListIssuers.Tree> TreeAsync(Actor? by = null) => (await Estate.AskAsync<ListIssuers, Result<ListIssuers.Tree>>(by ?? Estate.Admin, u => u.RunAsync(default))).Value;

    public async Task<ListIssuers.Row> RowAsync(Guid id, Actor? by = null) => (await TreeAsync(by)).Issuers.Single(i => i.Id == id);

    public async Task<Problem?> BringAsync(Guid id, string pem, Actor? by = null) =>
        (await Estate.AskAsync<BringAnswer, Result<Done>>(by ?? Estate.Admin, u => u.RunAsync(new(id, pem), default))).Problem;

    /// <summary>Signs a request as the page says, dated by the tests' clock.</summary>
    public string Sign(string request, string? extensions = null, DateTimeOffset? from = null, DateTimeOffset? to = null, string authority = "root-key.pem")
    {
        Keeper.Write("request.csr", request);
        var now = Estate.Console.Clock.GetUtcNow();
        var (begin, end) = (from ?? now.AddHours(-1), to ?? now.AddYears(4));
        if (extensions is null) Keeper.Write("ca.cnf", Configuration("copy_extensions = copyall"));
        else Keeper.Write("ca.cnf", Configuration("x509_extensions = given") + $"[given]\n{extensions}\n");
        Keeper.Write("index", "");
        Keeper.Run("ca", "-batch", "-notext", "-config", "ca.cnf", "-in", "request.csr", "-out", "answer.pem", "-cert", authority, "-keyfile", authority, "-passin", $"pass:{Passphrase}",
            "-startdate", $"{begin:yyyyMMddHHmmss}Z", "-enddate", $"{end:yyyyMMddHHmmss}Z");
        return Keeper.Read("answer.pem");
    }

    public void Dispose() => Keeper.Dispose();

    private static string Configuration(string more) => $"""
        [ca]
        default_ca = here
        [here]
        database = index
        new_certs_dir = .
        default_md = sha256
        policy = any
        rand_serial = yes
        unique_subject = no
        {more}
        [any]
        commonName = supplied

        """;
}
