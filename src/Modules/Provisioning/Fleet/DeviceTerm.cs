namespace IoTConsole.Provisioning.Fleet;

internal enum TermOp
{
    /// <summary>Contains, for texts; one of, for choices.</summary>
    Has,
    Is,
    Over,
    AtLeast,
    Under,
    AtMost,
}

/// <summary>One condition: a field, how it is compared, with one of several values. An empty field is the name, device id or serial.</summary>
internal sealed record DeviceTerm(string Field, TermOp Op, IReadOnlyList<string> Values, bool Not = false)
{
    public static readonly DeviceTerm TooLong = new("too-long", TermOp.Is, []);

    public string Value => Values.Count > 0 ? Values[0] : "";

    /// <summary>A parameter of the address: commas between choices, "!" before all that should not be.</summary>
    public static DeviceTerm OfParameter(string name, string value)
    {
        var not = value.StartsWith('!');
        if (not) value = value[1..];
        // Only what is chosen from a list may be several; a model's name may hold a comma.
        var values = name is "state" or "health" or "power" or "tag" or "is" ? value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : new[] { value };
        return new(name, TermOp.Is, values, not);
    }

}
