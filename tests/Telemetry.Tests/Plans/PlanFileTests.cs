using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using IoTConsole.Telemetry.Plans;

namespace IoTConsole.Telemetry.Tests.Plans;

public class PlanFileTests
{
    private const string Head = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 400 300">""";

    [Fact]
    public void A_drawing_keeps_its_shapes_words_and_styles()
    {
        var kept = Svg("""<style>.wall{stroke:#333;fill:none}</style><g class="wall" transform="scale(2)"><path d="M0 0h10v10z"/></g><text x="5" y="9">Kitchen</text><defs><rect id="door" width="4" height="1"/></defs><use xlink:href="#door" x="3"/>""");

        Assert.Contains("""<path d="M0 0h10v10z" """.Trim(), kept, StringComparison.Ordinal);
        Assert.Contains(".wall{stroke:#333;fill:none}", kept, StringComparison.Ordinal);
        Assert.Contains("Kitchen", kept, StringComparison.Ordinal);
        Assert.Contains("""href="#door" """.Trim(), kept, StringComparison.Ordinal);
        Assert.Equal((400, 300), (PlanFile.Read(Bytes(Head + "</svg>")).Value.Width, PlanFile.Read(Bytes(Head + "</svg>")).Value.Height));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<SCRIPT>alert(1)</SCRIPT>")]
    [InlineData("<g><script xlink:href='https://evil.example/a.js'/></g>")]
    [InlineData("<rect width='9' height='9' onclick='alert(1)' onload='alert(1)'/>")]
    [InlineData("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></body></foreignObject>")]
    [InlineData("<image href='https://evil.example/p.png'/>")]
    [InlineData("<image xlink:href='data:image/svg+xml;base64,PHN2Zy8+'/>")]
    [InlineData("<use href='https://evil.example/p.svg#a'/>")]
    [InlineData("<a href='javascript:alert(1)'><rect width='9' height='9'/></a>")]
    [InlineData("<style>@import url(https://evil.example/a.css);</style>")]
    [InlineData("<style>rect{fill:url(https://evil.example/#a)}</style>")]
    [InlineData("<style>rect{fill:u\\72l(https://evil.example/a)}</style>")]
    [InlineData("<rect style='fill:url( \"https://evil.example/a\" )'/>")]
    [InlineData("<rect fill='url(//evil.example/a)'/>")]
    [InlineData("<set attributeName='href' to='javascript:alert(1)'/><animate attributeName='href' values='javascript:alert(1)'/>")]
    [InlineData("<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>")]
    [InlineData("<iframe xmlns='http://www.w3.org/1999/xhtml' src='https://evil.example'/>")]
    [InlineData("<filter id='f'><feImage href='https://evil.example/p.png'/></filter>")]
    public void What_could_run_or_load_anything_is_left_out(string nasty)
    {
        var kept = Svg(nasty + "<circle r='7'/>");

        Assert.Contains("""<circle r="7" """.Trim(), kept, StringComparison.Ordinal);
        foreach (var word in new[] { "script", "alert", "evil", "onclick", "onload", "foreignObject", "<image", "data:", "@import", "iframe", "feImage", "animate", "<set", "<a" })
            Assert.DoesNotContain(word, kept, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>&x;</text></svg>""", "telemetry.broken-plan")]
    [InlineData("""<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>&b;</text></svg>""", "telemetry.broken-plan")]
    [InlineData("""<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>""", "telemetry.not-a-plan")]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>""", "telemetry.broken-plan")]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e9 1"/>""", "telemetry.broken-plan")]
    [InlineData("<svg this is no markup", "telemetry.broken-plan")]
    [InlineData("MZ and some program", "telemetry.not-a-plan")]
    [InlineData("", "telemetry.not-a-plan")]
    public void What_is_no_drawing_is_refused(string text, string code) => Assert.Equal(code, PlanFile.Read(Bytes(text)).Problem?.Code);

    [Fact]
    public void A_use_of_uses_is_left_out_so_that_nothing_multiplies()
    {
        var layers = string.Concat(Enumerable.Range(1, 9).Select(i => $"<g id='l{i}'>{string.Concat(Enumerable.Repeat($"<use href='#l{i - 1}'/>", 10))}</g>"));

        var kept = Svg($"<defs><g id='l0'><rect width='1' height='1'/></g>{layers}</defs><use href='#l9'/>");

        Assert.Equal(10, kept.Split("<use").Length - 1);
    }

    [Fact]
    public void Too_deep_too_many_and_too_long_are_refused()
    {
        Assert.False(PlanFile.Read(Bytes(Head + string.Concat(Enumerable.Repeat("<g>", 500)) + string.Concat(Enumerable.Repeat("</g>", 500)) + "</svg>")).Succeeded);
        Assert.False(PlanFile.Read(Bytes(Head + string.Concat(Enumerable.Repeat("<g/>", 70_000)) + "</svg>")).Succeeded);
        Assert.Equal("telemetry.plan-too-big", PlanFile.Read(Bytes(Head + new string(' ', PlanFile.MostSvgBytes) + "</svg>")).Problem?.Code);
        Assert.Equal("telemetry.plan-too-big", PlanFile.Read(new byte[PlanFile.MostBytes + 1]).Problem?.Code);
    }

    [Fact]
    public void A_png_keeps_its_picture_and_loses_what_was_written_beside_it()
    {
        var read = PlanFile.Read(Png(40, 30, more: ("tEXt", "Author\0Somebody"u8.ToArray())));

        Assert.Equal(("image/png", 40, 30), (read.Value.MediaType, read.Value.Width, read.Value.Height));
        Assert.Equal(-1, read.Value.Content.AsSpan().IndexOf("Somebody"u8));
        Assert.True(PlanFile.Read(read.Value.Content).Succeeded);
    }

    [Fact]
    public void A_png_that_unpacks_to_more_than_it_says_or_says_too_much_is_refused()
    {
        Assert.Equal("telemetry.broken-plan", PlanFile.Read(Png(40, 30, pixels: 500_000_000)).Problem?.Code);
        Assert.Equal("telemetry.broken-plan", PlanFile.Read(Png(40, 30, pixels: 10)).Problem?.Code);
        Assert.Equal("telemetry.too-many-pixels", PlanFile.Read(Png(60_000, 60_000, pixels: 10)).Problem?.Code);
        Assert.Equal("telemetry.broken-plan", PlanFile.Read(Png(40, 30)[..40]).Problem?.Code);
    }

    [Fact]
    public void A_jpeg_tells_its_size_and_loses_where_it_was_taken()
    {
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE1, 0, 10, .. "Exif GPS"u8, 0xFF, 0xC0, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 0xFF, 0xD9, .. "tail"u8];

        var read = PlanFile.Read(jpeg).Value;

        Assert.Equal(("image/jpeg", 40, 30), (read.MediaType, read.Width, read.Height));
        Assert.Equal(-1, read.Content.AsSpan().IndexOf("GPS"u8));
        Assert.Equal(-1, read.Content.AsSpan().IndexOf("tail"u8));
        Assert.Equal("telemetry.broken-plan", PlanFile.Read(jpeg[..12]).Problem?.Code);
    }

    private static string Svg(string inside)
    {
        var read = PlanFile.Read(Bytes(Head + inside + "</svg>"));
        Assert.True(read.Succeeded, read.Problem?.Message);
        return Encoding.UTF8.GetString(read.Value.Content);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    internal static byte[] Png(int width, int height, long? pixels = null, (string Name, byte[] Data)? more = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        Piece(file, "IHDR", header);
        if (more is { } piece) Piece(file, piece.Name, piece.Data);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var block = new byte[65_536];
            for (var left = pixels ?? height * (width + 1L); left > 0; left -= block.Length) zlib.Write(block, 0, (int)Math.Min(left, block.Length));
        }

        Piece(file, "IDAT", packed.ToArray());
        Piece(file, "IEND", []);
        return file.ToArray();
    }

    private static void Piece(Stream file, string name, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] body)
    {
        var crc = uint.MaxValue;
        foreach (var b in body)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
