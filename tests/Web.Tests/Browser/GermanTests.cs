using System.Xml.Linq;
using IoTConsole.Web.Tests.Running;
using Microsoft.Playwright;

namespace IoTConsole.Web.Tests.Browser;

/// <summary>Somebody who chose German reads German, and their own clock, wherever they look.</summary>
[Collection(BrowserTests.Name)]
public class GermanTests(Chromium chromium, FurnishedFixture fixture) : IClassFixture<FurnishedFixture>
{
    private static readonly string[] _pages = ["/devices", "/system", "/people", "/exports", "/authorities", "/approvals", "/system/refused", "/buildings", "/audit", "/"];

    // What no other text than ours would say: longer than a word, and different in German.
    private static readonly List<string> _english = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "words"), "*.de.resx")
        .SelectMany(f => XDocument.Load(f).Root!.Elements("data")).Select(d => (Key: d.Attribute("name")!.Value, Text: d.Element("value")!.Value))
        .Where(d => d.Key.Contains(' ', StringComparison.Ordinal) && !d.Key.Contains('{', StringComparison.Ordinal) && d.Key != d.Text).Select(d => d.Key).ToList();

    [Fact]
    public async Task Pages_menus_and_refusals_speak_german_and_times_are_told_as_chosen()
    {
        Assert.True(_english.Count > 300); // not blind
        await using var visitor = await Visitor.ArriveAsync(chromium, fixture.Console);
        await visitor.SignInAsync(fixture.Ours.Email("admin"), TwoEstates.Password);
        await visitor.OpenAsync("/devices?q=air");
        await visitor.Page.Locator(".user-button").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        Assert.EndsWith("/devices?q=air", visitor.Page.Url, StringComparison.Ordinal);

        foreach (var page in _pages.Append($"/devices/{fixture.Devices["air-1"]}"))
        {
            await visitor.OpenAsync(page);
            Assert.Equal((page, ""), (page, string.Join(" | ", await EnglishOnAsync(visitor))));
        }

        await visitor.Page.Locator(".user-button").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "UTC" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("main time.nowrap").First).ToContainTextAsync("UTC");
        await visitor.KeepPictureAsync("german-device");
        Assert.Empty(visitor.Complaints);
    }

    private static async Task<IEnumerable<string>> EnglishOnAsync(Visitor visitor)
    {
        var said = await visitor.Page.EvaluateAsync<string[]>("""
            () => {
              const texts = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (walk.nextNode()) if (!walk.currentNode.parentElement.closest('script, style, [lang="en"]')) texts.push(walk.currentNode.textContent.trim());
              for (const e of document.querySelectorAll('[aria-label], [title], [placeholder]')) for (const a of ['aria-label', 'title', 'placeholder']) if (e.hasAttribute(a)) texts.push(e.getAttribute(a).trim());
              return texts.filter(t => t);
            }
            """);
        return said.Intersect(_english).Order(StringComparer.Ordinal);
    }
}
