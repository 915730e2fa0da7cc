using System.Globalization;
using Bunit;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Ui.Tests.Live;

namespace IoTConsole.Ui.Tests.Parts;

public sealed class WordsTests
{
    [Fact]
    public void A_text_is_said_in_the_language_of_the_circuit_and_its_values_in_its_figures()
    {
        In("de-DE", () =>
        {
            Assert.Equal("Abmelden", Words.T("Sign out"));
            Assert.Equal("vor 5 min", Figures.Age(TimeSpan.FromMinutes(5)));
            Assert.Equal("1.200 Treffer", Words.N("{0} answer", "{0} answers", 1200));
        });
        In("en", () => Assert.Equal("1 answer", Words.N("{0} answer", "{0} answers", 1)));
    }

    [Fact]
    public void What_a_language_lacks_is_said_in_English()
    {
        In("de", () => Assert.Equal("No file holds this, 3", Words.T("No file holds this, {0}", 3)));
        In("ja", () => Assert.Equal("Sign out", Words.T("Sign out")));
    }

    [Fact]
    public void A_new_language_is_a_new_file_and_a_broken_file_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("words");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "Web.fr.resx"), "<root><data name=\"Sign out\"><value>Se déconnecter</value></data></root>");
            Assert.Equal("Se déconnecter", Words.Read(folder.FullName)["fr"]["Sign out"]);

            File.WriteAllText(Path.Combine(folder.FullName, "Web.nl.resx"), "<root><data");
            Assert.Contains("Web.nl.resx", Assert.Throws<FormatException>(() => Words.Read(folder.FullName)).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_news_draws_is_in_the_language_of_the_circuit_whatever_thread_brought_it()
    {
        await using var context = new PageContext();
        var spoken = new List<string>();
        IRenderedComponent<CountingPage> page = null!;
        In("de", () => page = context.Render<CountingPage>());
        page.Instance.Next = _ =>
        {
            lock (spoken) spoken.Add(CultureInfo.CurrentUICulture.Name + " " + CultureInfo.CurrentCulture.Name);
            return Task.CompletedTask;
        };

        var stranger = new Thread(() => In("ja", () =>
        {
            context.Topics.Announce("things");
            context.Clock.Advance(LivePage.Rhythm);
        }));
        stranger.Start();
        stranger.Join();
        page.WaitForAssertion(() => Assert.Equal(2, page.Instance.Loads));

        Assert.Equal(["de de"], spoken);
    }

    [Fact]
    public void States_are_told_in_the_language_of_the_circuit() => In("de", () => Assert.Equal("Batterie schwach", Statuses.Of("LowBattery").Words));

    private static void In(string culture, Action act)
    {
        var before = (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture);
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            act();
        }
        finally
        {
            (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) = before;
        }
    }
}
