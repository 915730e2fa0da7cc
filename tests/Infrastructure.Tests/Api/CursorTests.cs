using IoTConsole.Infrastructure.Api;

namespace IoTConsole.Infrastructure.Tests.Api;

public class CursorTests
{
    [Theory]
    [InlineData("")]
    [InlineData("0197-abc|Ä√ name")]
    public void A_position_survives_the_round_trip(string position) =>
        Assert.Equal(position.Length == 0 ? null : position, Cursor.Read(Cursor.Of(position)));

    [Theory]
    [InlineData(null)]
    [InlineData("%%%")]
    [InlineData("not base64!")]
    public void A_cursor_we_did_not_write_starts_at_the_beginning(string? cursor) => Assert.Null(Cursor.Read(cursor));

    [Fact]
    public void An_endless_cursor_is_not_decoded() => Assert.Null(Cursor.Read(new string('A', 100_000)));

    [Theory]
    [InlineData(null, 100)]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(10_000, 500)]
    public void A_page_is_never_larger_than_allowed(int? asked, int given) => Assert.Equal(given, Cursor.Limit(asked));
}
