using System.Globalization;
using IoTConsole.Infrastructure.Executive;
using IoTConsole.Infrastructure.Ui;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Telemetry.Executive;

/// <summary>What page and PDF say in the same words.</summary>
internal static class ExecutiveWords
{
    public static string NotWhole => T("A part of the console did not answer: this page is not whole.");

    public static string Name(int days) => days == 1 ? T("Last day") : T("Last {0} days", days);

    public static string PeriodOf(ReadExecutive.Row row) => T("{0}, {1} to {2}", Name(row.Period.Days), Moment(row.Period.From, row), Moment(row.Period.To, row));

    public static string AsOf(ExecutiveFigure figure, ReadExecutive.Row row) => T("as of {0}", Moment(figure.AsOf, row));

    public static string Moment(DateTimeOffset at, ReadExecutive.Row row) => Figures.Moment(at, Figures.Zone(row.Zone));
}
