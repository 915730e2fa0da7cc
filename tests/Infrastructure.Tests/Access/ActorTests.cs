using IoTConsole.Infrastructure.Access;
using IoTConsole.Testing;

namespace IoTConsole.Infrastructure.Tests.Access;

public class ActorTests
{
    private static readonly Permission _boil = new("kettles.boil", "Boil kettles", [Role.Operator]);

    [Fact]
    public void A_grant_counts_at_its_node_and_below_and_nowhere_else()
    {
        var actor = TestConsole.Person(Guid.CreateVersion7(), (Role.Operator, "aaaa/bbbb/"), (Role.Analyst, "aaaa/"));

        Assert.True(actor.Can(_boil, "aaaa/bbbb/cccc/"));
        Assert.True(actor.Can(_boil, "aaaa/bbbb/"));
        Assert.False(actor.Can(_boil, "aaaa/"));
        Assert.False(actor.Can(_boil, "aaaa/bbbbx/"));
    }

    [Fact]
    public void Another_tenants_thing_is_never_seen_even_on_the_same_path()
    {
        var (ours, theirs) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var caller = new Caller();
        caller.Become(TestConsole.Person(ours, (Role.Administrator, "aaaa/")));

        Assert.True(caller.Sees(ours, "aaaa/bbbb/"));
        Assert.False(caller.Sees(theirs, "aaaa/bbbb/"));
    }

    [Fact]
    public void Nobody_established_is_a_fault_and_not_an_anonymous_pass() =>
        Assert.Throws<InvalidOperationException>(() => new Caller().Actor);

    [Fact]
    public void A_refusal_names_what_is_missing_in_plain_words()
    {
        var caller = new Caller();
        caller.Become(TestConsole.Person(Guid.CreateVersion7(), (Role.Analyst, "aaaa/")));

        Assert.Contains("Boil kettles", caller.Refuses(_boil, "aaaa/")?.Message, StringComparison.Ordinal);
    }
}
