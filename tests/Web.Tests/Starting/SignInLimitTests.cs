using System.Net;
using IoTConsole.Web.Tests.Running;

namespace IoTConsole.Web.Tests.Starting;

public class SignInLimitTests
{
    [Theory]
    [InlineData("/signin", "Form.Email", "Form.Password")]
    [InlineData("/setup?token=guessed", "Form.Email", "Form.Password")]
    public async Task Who_tries_too_often_from_one_address_reads_it_in_plain_words_and_comes_in_later(string door, string first, string second)
    {
        await using var console = await RunningConsole.StartAsync(new() { ["SignIn__TriesPerMinute"] = "4" });
        using var guesser = new Session(console);
        guesser.Http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        HttpResponseMessage? refused = null;
        var tries = 0;
        for (; tries < 8 && refused is null; tries++)
        {
            var reply = await guesser.PostFormAsync(door, new() { [first] = RunningConsole.AdminEmail, [second] = "a guess of theirs", ["_handler"] = "signin" });
            if (reply.StatusCode == HttpStatusCode.TooManyRequests) refused = reply;
            else reply.Dispose();
        }

        Assert.NotNull(refused);
        Assert.True(tries > 4, "The first four went through.");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
        var page = await refused.Content.ReadAsStringAsync();
        Assert.Equal("text/html", refused.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Too much at once", page, StringComparison.Ordinal);
        Assert.Contains("Wait a moment, then try again", page, StringComparison.Ordinal);
        using var form = await guesser.Http.GetAsync("/signin");
        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
        Assert.Equal(1, await console.MetricAsync("iotconsole_refusals", "border=\"sign-in\"", "reason=\"too-many-tries\""));

        // The right password comes in as soon as Retry-After has passed; the account itself was locked by the guesses, so a stranger's page shows the way.
        await Until.TrueAsync(async () =>
        {
            using var later = await guesser.PostFormAsync(door, new() { [first] = "somebody@example.test", [second] = "another guess of theirs", ["_handler"] = "signin" });
            return later.StatusCode != HttpStatusCode.TooManyRequests;
        }, "the address may try again", TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task A_program_that_tries_too_often_gets_problem_details_and_the_api_of_others_goes_on()
    {
        await using var console = await RunningConsole.StartAsync(new() { ["SignIn__TriesPerMinute"] = "2" });
        using var signedIn = await Session.SignInAsync(console);
        using var program = new Session(console);
        HttpResponseMessage last = new();
        for (var i = 0; i < 3; i++) last = await program.PostFormAsync("/signin", new() { ["Form.Email"] = "x@example.test", ["Form.Password"] = "a guess of theirs" });

        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.Equal("application/problem+json", last.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(last.Headers.RetryAfter);
        Assert.NotEmpty(await signedIn.AllAsync("/api/v1/sites"));
    }
}
