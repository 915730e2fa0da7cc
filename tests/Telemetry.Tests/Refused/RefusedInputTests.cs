using System.Buffers;
using System.Text;
using CsCheck;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Broker;
using IoTConsole.Infrastructure.Results;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Refused;
using IoTConsole.Telemetry.Tests.Ingest;
using IoTConsole.Testing;

namespace IoTConsole.Telemetry.Tests.Refused;

public class RefusedInputTests
{
    [Theory]
    [InlineData("""{"ts":"yesterday","values":{"a":1}}""", RefusalReasons.BadTimestamp, "\"yesterday\"")]
    [InlineData("""{"values":{"a":1},"ts":0}""", RefusalReasons.TooOld, "0")]
    [InlineData("""[{"values":{"a":1}},{"values":{"b":2,"a":{"x":[1]}}}]""", RefusalReasons.BadValue, """{"x":[1]}""")]
    [InlineData("""{"values":{"good":1,"not good":2}}""", RefusalReasons.BadMetricName, "\"not good\"")]
    [InlineData("""{"values":{"a":1e999}}""", RefusalReasons.NotFinite, "1e999")]
    [InlineData("""{"values":{"a":NaN}}""", RefusalReasons.NotFinite, "N")]
    [InlineData("""{"values":{"a":1},}""", RefusalReasons.MalformedJson, "}")]
    [InlineData("{\n \"values\": {\"a\" 1}}", RefusalReasons.MalformedJson, "1")]
    [InlineData("""{"seq":"x","values":{"a":1}}""", RefusalReasons.BadSequence, "\"x\"")]
    [InlineData("""[{"values":{"a":1}},7]""", RefusalReasons.NotAnObject, "7")]
    [InlineData("""{"device":"s-2","values":{"a":1}}""", RefusalReasons.AnotherDevice, "\"s-2\"")]
    public async Task The_place_of_the_fault_is_marked_and_the_reason_explained(string json, string reason, string marked)
    {
        await using var fleet = await Fleet.StartAsync();
        await SendAsync(fleet, fleet.Devices.Add("s-1"), json);

        var row = await OpenAsync(fleet, Fleet.Us(), (await ListAsync(fleet, Fleet.Us())).Rows.Single(r => r.Reason == reason).Sample!.Value);

        Assert.Equal(marked, row.Value.Text?.Fault);
        Assert.Equal(json, row.Value.Text is { } text ? text.Before + text.Fault + text.After : "");
        Assert.NotEmpty(row.Value.Cure);
        Assert.Equal(Encoding.UTF8.GetByteCount(marked), row.Value.Lines.Sum(l => l.Cells.Count(c => c.Fault)));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_shown_as_hexadecimal_with_the_place()
    {
        var sample = Sample([0xA1, 0x66, 0x76, 0x61, 0x6C, 0x75, 0x65, 0x73, 0xA1, 0x61, 0x61, 0xFC], RefusalReasons.MalformedCbor);

        Assert.Equal(new FaultPlace(11, 1), FaultPlace.Find(sample));
        await Task.CompletedTask;
    }

    [Fact]
    public void Whatever_the_bytes_are_a_place_lies_inside_them() => Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[0, RefusalWords.Reasons.Count() - 1], Gen.Int[-1, 5]).Sample((bytes, at, entry) =>
    {
        var found = FaultPlace.Find(Sample(bytes, RefusalWords.Reasons.ElementAt(at), entry < 0 ? null : entry));
        return found is not { } place || (place.At >= 0 && place.Length > 0 && place.At + place.Length <= bytes.Length);
    });

    [Fact]
    public void Every_reason_has_its_words() => Assert.Equal(
        typeof(RefusalReasons).GetFields().Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal), RefusalWords.Reasons.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Counted_by_device_and_reason_for_those_whose_scope_it_is_and_filtered()
    {
        await using var fleet = await Fleet.StartAsync();
        var (one, two, theirs) = (fleet.Devices.Add("s-1"), fleet.Devices.Add("s-2", path: "root/bbbb/"), fleet.Devices.Add("x-1", tenant: Fleet.Theirs));
        for (var i = 0; i < 5; i++) await SendAsync(fleet, one, "{oops");
        await SendAsync(fleet, one, """{"ts":0,"values":{"a":1}}""");
        await SendAsync(fleet, two, "{oops");
        await SendAsync(fleet, theirs, "{oops");

        var ours = await ListAsync(fleet, Fleet.Us());
        Assert.Equal([("s-1", RefusalReasons.MalformedJson, 5L), ("s-1", RefusalReasons.TooOld, 1), ("s-2", RefusalReasons.MalformedJson, 1)], ours.Rows.Select(r => (r.DeviceId, r.Reason, r.Count)).Order());
        Assert.Equal([(RefusalReasons.MalformedJson, 6L), (RefusalReasons.TooOld, 1)], ours.Reasons);
        Assert.Equal(["s-2"], (await ListAsync(fleet, Fleet.Us(path: "root/bbbb/"))).Rows.Select(r => r.DeviceId));
        Assert.Equal(["s-1", "s-2"], (await ListAsync(fleet, Fleet.Us(), new(Reason: RefusalReasons.MalformedJson))).Rows.Select(r => r.DeviceId).Order());
        Assert.Equal(["s-2"], (await ListAsync(fleet, Fleet.Us(), new(Device: "S-2"))).Rows.Select(r => r.DeviceId));

        // Somebody else's sample does not exist.
        var sample = (await ListAsync(fleet, Fleet.Them())).Rows.Single().Sample!.Value;
        Assert.Equal(ProblemKind.NotFound, (await OpenAsync(fleet, Fleet.Us(), sample)).Problem?.Kind);
        Assert.True((await OpenAsync(fleet, Fleet.Them(), sample)).Succeeded);
        Assert.Equal(ProblemKind.NotFound, (await OpenAsync(fleet, Fleet.Us(path: "root/bbbb/"), ours.Rows.First(r => r.DeviceId == "s-1").Sample!.Value)).Problem?.Kind);
    }

    [Fact]
    public void Samples_of_a_device_and_reason_and_of_a_tenant_are_bounded()
    {
        var samples = new RefusedSamples(TimeProvider.System);
        for (var i = 0; i < 10; i++) Keep("noisy", "malformed-json");
        Assert.Equal(RefusedSamples.KeptAReason, samples.Of(Fleet.Ours).Count);
        for (var i = 0; i < RefusedSamples.KeptATenant * 2; i++) Keep($"s-{i}", "too-old");

        Assert.Equal(RefusedSamples.KeptATenant, samples.Of(Fleet.Ours).Count);
        Assert.Equal(10, samples.KindsOf(Fleet.Ours).Single(k => k.DeviceId == "noisy").Count);
        Assert.Null(samples.KindsOf(Fleet.Ours).Single(k => k.DeviceId == "noisy").Newest);

        void Keep(string device, string reason)
        {
            samples.Count(Fleet.Ours, device, "root/", "publish", reason, 1);
            samples.Keep(Fleet.Ours, device, "root/", new("publish", null, null), reason, new ReadOnlySequence<byte>("x"u8.ToArray()), null);
        }
    }

    private static RefusedSamples.Sample Sample(byte[] bytes, string reason, int? entry = null) =>
        new(Guid.Empty, default, "s-1", "root/", "publish", reason, bytes, bytes.Length, null, null, entry);

    private static Task<PublishVerdict> SendAsync(Fleet fleet, DeviceEntry device, string json) =>
        ConsumePublishesTests.PublishAsync(fleet, device, $"devices/{device.DeviceId}/telemetry", json);

    private static async Task<ListRefused.Answer> ListAsync(Fleet fleet, Actor actor, ListRefused.Input? ask = null) =>
        (await fleet.Console.AskAsync<ListRefused, Result<ListRefused.Answer>>(actor, u => u.RunAsync(ask ?? new(), CancellationToken.None))).Value;

    private static Task<Result<ReadRefusedSample.Row>> OpenAsync(Fleet fleet, Actor actor, Guid id) =>
        fleet.Console.AskAsync<ReadRefusedSample, Result<ReadRefusedSample.Row>>(actor, u => u.RunAsync(id, CancellationToken.None));
}
