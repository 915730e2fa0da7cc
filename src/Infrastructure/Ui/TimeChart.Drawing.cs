using System.Globalization;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Infrastructure.Ui;

public partial class TimeChart
{
    /// <summary>Times as milliseconds from the left edge: a third of what they would weigh in full.</summary>
    private object Drawing()
    {
        var times = Series.SelectMany(s => s.Points).Select(p => p.At).DefaultIfEmpty(Clock.GetUtcNow()).ToList();
        var from = (From ?? times.Min()).ToUnixTimeMilliseconds();
        var to = Math.Max((To ?? times.Max()).ToUnixTimeMilliseconds(), from + 1000);
        return new
        {
            rev = _revision,
            title = Label,
            note = Note,
            asOf = AsOf is { } at ? T("As of {0}", Figures.Moment(at, Figures.Zone(Zone), seconds: true)) : null,
            
            // English dates are written as everywhere else in the console: the day first.
            lang = CultureInfo.CurrentCulture.TwoLetterISOLanguageName == "en" ? "en-GB" : CultureInfo.CurrentCulture.Name,
            zone = Zone ?? "UTC",
            group = Group,
            zoomable = OnRange.HasDelegate,
            @base = from,
            from,
            to,
            now = Math.Max(to, Clock.GetUtcNow().ToUnixTimeMilliseconds()),
            lanes = _lanes.Count == 0 ? [[""]] : _lanes,
            words = new { nothing = T("nothing"), between = T("{0} to {1}"), readings = T("{0} readings") },
            marks = Marks.OrderBy(m => m.At).Select(m => new { at = m.At.ToUnixTimeMilliseconds() - from, words = m.Words, kind = m.Kind }),
            series = _lines.Select(l => Drawn(l, from)),
        };
    }

    private object Drawn(Line line, long from)
    {
        var series = line.Series;
        var banded = series.Points.Any(p => p.Min is not null && p.Max is not null);
        return new
        {
            name = series.Name,
            unit = series.Unit,
            steps = series.Steps,
            said = series.Steps && series.Unit is null ? new[] { T("no"), T("yes") } : null,
            lane = line.Lane,
            axis = line.Axis,
            tone = line.Tone,
            ghost = line.Ghost,
            hidden = line.Hidden,
            bucket = (long)series.Bucket.TotalMilliseconds,
            gap = (series.GapAfter ?? GapAfter)?.TotalMilliseconds ?? UsualGap(series.Points),
            t = series.Points.Select(p => p.At.ToUnixTimeMilliseconds() - from),
            v = series.Points.Select(p => Short(p.Value)),
            lo = banded ? series.Points.Select(p => Short(p.Min)) : null,
            hi = banded ? series.Points.Select(p => Short(p.Max)) : null,
            n = series.Points.Any(p => p.Count > 1) ? series.Points.Select(p => p.Count) : null,
            quality = series.Flaws.Select(f => new { from = f.From.ToUnixTimeMilliseconds() - from, to = f.To.ToUnixTimeMilliseconds() - from, kind = f.Kind, words = f.Words }),
        };
    }

    private static double UsualGap(IReadOnlyList<ChartPoint> points)
    {
        var steps = points.Zip(points.Skip(1), (a, b) => (b.At - a.At).TotalMilliseconds).Order().ToList();
        return steps.Count == 0 ? 1e15 : Math.Max(1000, steps[steps.Count / 2] * 3);
    }

    // Nine digits are more than any axis shows; what is no number is a gap.
    private static double? Short(double? value)
    {
        if (value is not { } v || !double.IsFinite(v)) return null;
        if (v == 0) return 0;
        var scale = Math.Pow(10, 8 - Math.Floor(Math.Log10(Math.Abs(v))));
        return double.IsFinite(scale) && scale > 0 ? Math.Round(v * scale) / scale : v;
    }
}
