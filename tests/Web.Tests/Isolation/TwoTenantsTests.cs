using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Isolation;

/// <summary>Two organisations with same-named things, and every route of the API asked for the other's.</summary>
public sealed partial class TwoTenantsTests : IAsyncLifetime
{
    private static readonly string[] _lists = ["/api/v1/sites", "/api/v1/people", "/api/v1/keys", "/api/v1/devices", "/api/v1/authorities", "/api/v1/enrolment-groups", "/api/v1/manifests"];
    private TwoEstates _estates = null!;
    private World _ours = null!;
    private World _theirs = null!;
    private List<ApiRoute> _routes = null!;

    public async ValueTask InitializeAsync()
    {
        _estates = await TwoEstates.StartAsync(new() { ["Api__RequestsPerMinute"] = "100000" });
        _ours = await World.FurnishAsync(_estates, _estates.Ours);
        _theirs = await World.FurnishAsync(_estates, _estates.Theirs);
        _routes = await ApiRoute.AllAsync(_estates.Console);
    }

    [Fact]
    public async Task No_route_of_the_api_shows_or_changes_what_is_another_organisations()
    {
        Assert.True(_routes.Count > 20, "The document of the API lists its routes."); // not blind
        Assert.Empty(_routes.Where(r => RouteCases.For(r) is null).Select(r => $"{r.Name} ({r.Method} {r.Path}) has no case in RouteCases"));
        var before = await PictureAsync(_ours);
        var faults = new List<string>();

        foreach (var route in _routes)
        {
            var ask = RouteCases.For(route)!;
            var (status, text) = await SendAsync(_theirs.Admin, route, ask, about: _ours);
            if (ask.OfThePlatform)
            {
                if (status is not (HttpStatusCode.Forbidden or HttpStatusCode.NotFound)) faults.Add($"{route.Name}: {status} to somebody who does not run the platform");
            }
            else if (ask.IsAboutAThing)
            {
                if (status != HttpStatusCode.NotFound) faults.Add($"{route.Name}: {(int)status} about a foreign thing, not 404: {text}");
            }
            else if (status is not (HttpStatusCode.OK or HttpStatusCode.Created))
            {
                faults.Add($"{route.Name}: {(int)status}: {text}");
            }

            faults.AddRange(_ours.Ids.Where(id => text.Contains(id, StringComparison.OrdinalIgnoreCase) && status == HttpStatusCode.OK).Select(id => $"{route.Name} shows {id}"));
        }

        Assert.Empty(faults);
        Assert.Equal(before, await PictureAsync(_ours));
    }

    [Fact]
    public async Task The_same_questions_are_answered_to_whom_they_belong()
    {
        var faults = new List<string>();
        foreach (var route in _routes.Where(r => r.Method == "GET" && RouteCases.For(r) is { OfThePlatform: false }))
        {
            var (status, text) = await SendAsync(_ours.Admin, route, RouteCases.For(route)!, about: _ours);
            if (status != HttpStatusCode.OK) faults.Add($"{route.Name}: {(int)status}: {text}");
        }

        Assert.Empty(faults);
        foreach (var list in _lists) Assert.Contains(_ours.Ids, id => _ours.Admin.Http.GetStringAsync(list).GetAwaiter().GetResult().Contains(id, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_search_by_a_name_that_both_have_finds_ones_own()
    {
        foreach (var path in new[] { "/api/v1/sites?search=Harbour", "/api/v1/people?search=operator", "/api/v1/devices?q=Pump" })
        {
            var text = await _theirs.Admin.Http.GetStringAsync(path);

            Assert.Contains(_theirs.Ids, id => text.Contains(id, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(_ours.Ids, id => text.Contains(id, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task A_scope_of_another_organisation_is_refused_not_ignored()
    {
        using var reply = await _theirs.Admin.Http.GetAsync($"/api/v1/sites?scope={_ours["building"]}");

        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _ours?.Dispose();
        _theirs?.Dispose();
        if (_estates is not null) await _estates.DisposeAsync();
    }

    /// <summary>What the owner sees: unchanged by anything that the other tried. Times of last use are left out.</summary>
    private static async Task<string> PictureAsync(World world)
    {
        var parts = new List<string>();
        foreach (var path in _lists) parts.Add(await world.Admin.Http.GetStringAsync(path + "?limit=500"));
        return MovingTime().Replace(string.Join('\n', parts), "");
    }

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(Session who, ApiRoute route, RouteCases.Case ask, World about)
    {
        var things = new Queue<string>(ask.Things);
        var path = Placeholder().Replace(route.Path, _ => about[things.Dequeue()]);
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), path + (ask.Query is null ? "" : "?" + ask.Query(about)));
        if (ask.Body is { } body) request.Content = JsonContent.Create(body(about));
        else if (route.Method != "GET") request.Content = JsonContent.Create(new { });
        using var reply = await who.Http.SendAsync(request);
        return (reply.StatusCode, await reply.Content.ReadAsStringAsync());
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("\"last(UsedAt|SignInAt|Seen)\":(null|\"[^\"]*\")", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MovingTime();
}
