using System.Net;
using System.Text.RegularExpressions;
using IoTConsole.Infrastructure;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.Contracts;
using IoTConsole.Web;
using IoTConsole.Web.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IoTConsole.Tenants.Tests.SignIn;

/// <summary>
/// This module behind a real pipeline: authentication, caller, authorization, its pages and its API. On the wall clock, because
/// Identity reads no other.
/// </summary>
internal sealed partial class Door(WebApplication app, string directory, CreatedOrganisation ours, CreatedOrganisation theirs) : IAsyncDisposable
{
    public CreatedOrganisation Ours { get; } = ours;

    public CreatedOrganisation Theirs { get; } = theirs;

    public IServiceProvider Services => app.Services;

    public static async Task<Door> OpenAsync()
    {
        var directory = Directory.CreateTempSubdirectory("iotconsole-door-").FullName;
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection([new("DataDirectory", directory)]);
        builder.Services.AddInfrastructure().AddTenants(builder.Configuration)
            .AddEngine(DatabaseEngine.Sqlite, $"Data Source={Path.Combine(directory, "console.db")};Pooling=False;Default Timeout=30")
            .AddAuthorization().AddProblemDetails().AddRazorComponents();
        var app = builder.Build();
        await using (var db = await app.Services.GetRequiredService<IDbContextFactory<ConsoleDb>>().CreateDbContextAsync()) await db.Database.EnsureCreatedAsync();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseCaller();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapGroup("/api/v1").RequireAuthorization().MapTenants();
        app.MapRazorComponents<TestApp>().AddAdditionalAssemblies(typeof(TenantsModule).Assembly);
        await app.StartAsync();
        return new Door(app, directory, await FoundAsync(app, "ours"), await FoundAsync(app, "theirs"));
    }

    public Visitor Visitor(string? key = null) => new(app.GetTestServer(), key);

    public async Task<Visitor> SignedInAsync(string who)
    {
        var visitor = Visitor();
        using var reply = await visitor.SubmitAsync("/signin", "signin", new() { ["Form.Email"] = $"{who}@ours.example", ["Form.Password"] = Estates.Password });
        Assert.Equal(HttpStatusCode.Redirect, reply.StatusCode);
        return visitor;
    }

    public async Task<T> LookAsync<T>(Func<ConsoleDb, Task<T>> look)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<ConsoleDbs>().OpenAsAsync(Actor.System(), default);
        return await look(db);
    }

    public async Task<T> AskAsync<TUseCase, T>(string who, Func<TUseCase, Task<T>> ask, CreatedOrganisation? of = null)
        where TUseCase : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        var id = (of ?? Ours).People.Single(p => p.Email.StartsWith(who, StringComparison.Ordinal)).Id;
        scope.ServiceProvider.GetRequiredService<Caller>().Become((await Services.GetRequiredService<IActors>().ForPersonAsync(id, default))!);
        return await ask(scope.ServiceProvider.GetRequiredService<TUseCase>());
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static async Task<CreatedOrganisation> FoundAsync(WebApplication app, string domain)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IOrganisations>().CreateAsync(Estates.Plan(domain), default)).Value;
    }
}

/// <summary>A browser's part: cookies, and the hidden fields of the one form that is meant.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;

    public Visitor(TestServer server, string? key)
    {
        _http = new HttpClient(new Jar(_cookies, server.CreateHandler())) { BaseAddress = new Uri("http://localhost/") };
        if (key is not null) _http.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
    }

    public HttpClient Http => _http;

    public Cookie? Session => _cookies.GetAllCookies().SingleOrDefault(c => c.Name == "iotc.session" && c.Value.Length > 0);

    /// <summary>What a cookie of this name holds; null when there is none.</summary>
    public string? Cookie(string name) => _cookies.GetAllCookies().SingleOrDefault(c => c.Name == name)?.Value;

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var reply = await _http.GetAsync(path);
        return reply.StatusCode;
    }

    public Task<HttpResponseMessage> SubmitAsync(string page, string form, Dictionary<string, string> fields) => AnswerAsync(page, form, _ => fields);

    /// <param name="answer">What is filled in, for a page that asks something.</param>
    public async Task<HttpResponseMessage> AnswerAsync(string page, string form, Func<string, Dictionary<string, string>> answer)
    {
        var html = await _http.GetStringAsync(page);
        var fields = answer(html);
        var only = html[..html.IndexOf($"value=\"{form}\"", StringComparison.Ordinal)];
        only = html[only.LastIndexOf("<form", StringComparison.Ordinal)..];
        fields["_handler"] = form;
        fields["__RequestVerificationToken"] = Token().Match(only).Groups["it"].Value;
        return await _http.PostAsync(page, new FormUrlEncodedContent(fields));
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<it>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();

    private sealed class Jar(CookieContainer cookies, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (cookies.GetCookieHeader(request.RequestUri!) is { Length: > 0 } sent) request.Headers.Add("Cookie", sent);
            if (request.Method == HttpMethod.Post) request.Headers.Add("Origin", "http://localhost");
            var reply = await base.SendAsync(request, cancellationToken);
            if (reply.Headers.TryGetValues("Set-Cookie", out var set))
                foreach (var cookie in set) cookies.SetCookies(request.RequestUri!, cookie);
            return reply;
        }
    }
}

internal static class Redirects
{
    /// <summary>Where a reply leads within the console. Leading out of it fails the test.</summary>
    public static string Target(this HttpResponseMessage reply)
    {
        var to = new Uri(new Uri("http://localhost/"), reply.Headers.Location!);
        Assert.Equal("localhost", to.Host);
        return to.PathAndQuery;
    }
}
