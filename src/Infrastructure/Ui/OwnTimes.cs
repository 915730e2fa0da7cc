namespace IoTConsole.Infrastructure.Ui;

/// <summary>By whose clock times are told.</summary>
public enum TimesOf
{
    /// <summary>Of the place that they are about; UTC where there is none.</summary>
    Place,

    /// <summary>Of the person who reads them.</summary>
    Own,

    Utc,
}

/// <summary>How the person in front of this circuit wants times told; that of the place until they say otherwise.</summary>
public sealed class OwnTimes
{
    public TimesOf Kind { get; private set; }

    /// <summary>IANA name of the person's own zone; null when they named none.</summary>
    public string? Own { get; private set; }

    public void Choose(TimesOf kind, string? own) => (Kind, Own) = (kind, own);

    /// <summary>The IANA name of the zone in which a time of this place is told; UTC when null.</summary>
    public string? Name(string? place) => Kind switch
    {
        TimesOf.Own => Own ?? place,
        TimesOf.Utc => null,
        _ => place,
    };

    public TimeZoneInfo Zone(string? place) => Figures.Zone(Name(place));
}
