namespace IoTConsole.Web.Tests.Running;

/// <summary>For what is measured: no other test runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
