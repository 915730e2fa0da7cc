using Bunit;
using IoTConsole.Infrastructure.Ui;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Ui.Tests.Parts;

public class OwnTimesTests
{
    [Theory]
    [InlineData(TimesOf.Place, null, "2 Mar 2026, 18:00 UTC+09:00")]
    [InlineData(TimesOf.Place, "America/New_York", "2 Mar 2026, 18:00 UTC+09:00")]
    [InlineData(TimesOf.Own, "America/New_York", "2 Mar 2026, 04:00 UTC−05:00")]
    [InlineData(TimesOf.Own, null, "2 Mar 2026, 18:00 UTC+09:00")]
    [InlineData(TimesOf.Utc, "America/New_York", "2 Mar 2026, 09:00 UTC")]
    public void A_moment_is_told_by_the_clock_that_its_reader_chose(TimesOf kind, string? own, string told)
    {
        using var page = new PageContext();
        page.Services.GetRequiredService<OwnTimes>().Choose(kind, own);

        var when = page.Render<When>(p => p.Add(w => w.At, page.Clock.GetUtcNow()).Add(w => w.Zone, "Asia/Tokyo"));

        Assert.Equal(told, when.Find("time").TextContent);
    }
}
