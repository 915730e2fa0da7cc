using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using IoTConsole.Infrastructure.Counting;
using IoTConsole.Provisioning.Contracts;
using IoTConsole.Telemetry.Flow;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Refused;
using IoTConsole.Telemetry.Series;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Ingest;

/// <summary>The one way in, for MQTT and HTTP alike: decode, resolve, store, count. Returns when what is good is on disk.</summary>
internal sealed class TakeReadings(
    PayloadDecoder decoder, SeriesBook book, GroupCommit commit, IDeviceDirectory devices, IDeviceSightings sightings,
    Refusals refusals, RefusedSamples samples, IngestMeters meters, FlowMeter flow, SenderClocks clocks, TelemetrySettings settings, TimeProvider clock)
{
    private readonly ConcurrentBag<Payload> _spare = [];

    /// <param name="Refusal">Why nothing of the message could be used; null when it was read.</param>
    /// <param name="Refused">By reason: entries that were wrong, readings that were stored before.</param>
    internal sealed record Receipt(int Accepted, string? Refusal, IReadOnlyDictionary<string, int> Refused)
    {
        public static readonly IReadOnlyDictionary<string, int> NoRefusals = new Dictionary<string, int>();

        public static Receipt Nothing(string reason) => new(0, reason, new Dictionary<string, int> { [reason] = 1 });
    }

    /// <param name="border">publish or http.</param>
    /// <exception cref="StoreFault">Nothing was stored; the sender should send again.</exception>
    public async Task<Receipt> TakeAsync(
        DeviceEntry sender, bool forChildren, ReadOnlySequence<byte> bytes, string? contentType, string border, CancellationToken ct) =>
        await await BeginAsync(sender, forChildren, bytes, contentType, border, ct);

    /// <summary>Returns when the message has its place in the queue: what begins later is judged later. The task inside is its receipt.</summary>
    public async ValueTask<Task<Receipt>> BeginAsync(
        DeviceEntry sender, bool forChildren, ReadOnlySequence<byte> bytes, string? contentType, string border, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var activity = IngestMeters.Activities.StartActivity("take readings");
        activity?.SetTag("device", sender.DeviceId);
        if (!_spare.TryTake(out var payload)) payload = new Payload();
        var handedOn = false;
        try
        {
            Decode(bytes, contentType, payload);
            if (payload.Refusal is { } reason)
            {
                flow.Refused(book.TrackOf(sender.TenantId, sender.Id).Flow, bytes.Length);
                Count(sender, new(border, null, contentType), reason, 1, bytes);
                return Task.FromResult(Receipt.Nothing(reason));
            }

            NoticeClock(sender, payload);
            var subjects = Resolve(sender, forChildren, payload);
            if (MissingSeries(payload, subjects) is { Count: > 0 } missing) await CreateSeriesAsync(missing, payload, subjects, ct);
            var submission = Submit(payload, subjects, (int)bytes.Length);
            submission.Marks = new() { Received = started, Decoded = Stopwatch.GetTimestamp(), Bytes = (int)bytes.Length, Border = border };
            if (submission.Readings.Count > 0) await commit.EnterAsync(submission);
            handedOn = true;
            return FinishAsync(sender, new(border, null, contentType), bytes, payload, subjects, submission, started, activity);
        }
        finally
        {
            if (!handedOn) Release(payload, started, activity);
        }
    }

    private async Task<Receipt> FinishAsync(
        DeviceEntry sender, RefusedSamples.Origin origin, ReadOnlySequence<byte> bytes, Payload payload, Subject?[] subjects, Submission submission, long started, Activity? activity)
    {
        try
        {
            var outcome = submission.Readings.Count == 0 ? default : await submission.Done;
            if (outcome.Stored > 0) Welcome(subjects);
            var receipt = Receive(sender, origin, bytes, payload, outcome);
            flow.Passed(sender.DeviceId, book.TrackOf(sender.TenantId, sender.Id).Flow, submission, payload.EntryCount, payload.EntryCount - submission.Frames.Count, outcome);
            return receipt;
        }
        finally
        {
            Release(payload, started, activity);
        }
    }

    private void Release(Payload payload, long started, Activity? activity)
    {
        activity?.Dispose();
        _spare.Add(payload);
        meters.Answered(Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Refused before it was looked into: wrong topic, wrong sender, too large.</summary>
    public Receipt Refuse(DeviceEntry sender, RefusedSamples.Origin origin, string reason, in ReadOnlySequence<byte> bytes)
    {
        Count(sender, origin, reason, 1, bytes);
        return Receipt.Nothing(reason);
    }

    private void Decode(in ReadOnlySequence<byte> bytes, string? contentType, Payload into)
    {
        using var activity = IngestMeters.Activities.StartActivity("decode payload");
        if (bytes.Length <= settings.MostPayloadBytes)
        {
            decoder.Decode(bytes, contentType, clock.GetUtcNow().ToUnixTimeMilliseconds(), into);
            return;
        }

        into.Clear();
        into.Refusal = RefusalReasons.Oversize;
    }

    /// <summary>What is refused over its time counts most of all.</summary>
    private void NoticeClock(DeviceEntry sender, Payload payload)
    {
        var newest = long.MinValue;
        foreach (var entry in payload.Entries)
            if (entry.NamedItsTime) newest = Math.Max(newest, entry.At);
        if (newest != long.MinValue) clocks.Heard(sender.Id, newest);
    }

    /// <summary>Whose reading each entry is; null where the entry is refused.</summary>
    private Subject?[] Resolve(DeviceEntry sender, bool forChildren, Payload payload)
    {
        var own = new Subject(sender, book.TrackOf(sender.TenantId, sender.Id));
        var subjects = new Subject?[payload.EntryCount];
        for (var i = 0; i < subjects.Length; i++)
        {
            ref var entry = ref payload.Entries[i];
            if (entry.Refusal is not null) continue;
            if (entry.Device is null || entry.Device == sender.DeviceId) subjects[i] = own;
            else if (!forChildren) entry.Refusal = RefusalReasons.AnotherDevice;
            else if (RefusalOf(sender, entry.Device, out var child) is { } refusal) entry.Refusal = refusal;
            else subjects[i] = new Subject(child!, book.TrackOf(child!.TenantId, child.Id));
        }

        return subjects;
    }

    private string? RefusalOf(DeviceEntry gateway, string childId, out DeviceEntry? child)
    {
        child = devices.FindByDeviceId(childId);
        if (child is null)
        {
            sightings.UnknownChild(new DeviceIdentity(gateway.Id, gateway.DeviceId, gateway.TenantId, isGateway: true), childId);
            return RefusalReasons.UnknownChild;
        }

        if (child.TenantId != gateway.TenantId || child.GatewayId != gateway.Id) return RefusalReasons.NotAChildOfThisGateway;
        // Planned behind this gateway is approved: its gateway has proved who it is, and the first reading puts it into service.
        return child.State is LifecycleState.Quarantined or LifecycleState.Decommissioned ? RefusalReasons.DeviceNotInService : null;
    }

    private static List<SeriesBook.Missing>? MissingSeries(Payload payload, Subject?[] subjects)
    {
        List<SeriesBook.Missing>? missing = null;
        for (var i = 0; i < subjects.Length; i++)
        {
            if (subjects[i] is not { } subject) continue;
            foreach (var value in payload.ValuesOf(payload.Entries[i]))
                if (subject.Track.Find(value.Metric) == 0) (missing ??= []).Add(new(subject.Track, value.Metric, value.Kind));
        }

        return missing;
    }

    private async Task CreateSeriesAsync(List<SeriesBook.Missing> missing, Payload payload, Subject?[] subjects, CancellationToken ct)
    {
        var allowed = missing.Where(m => m.Track.Series.Length < DeviceTrack.MostSeries).ToList();
        try
        {
            await book.CreateAsync(allowed, ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new StoreFault("New series could not be written.", fault);
        }

        if (allowed.Any(m => m.Track.Find(m.Metric) == 0)) throw new StoreFault("New series were not written.", new InvalidOperationException());
        if (allowed.Count == missing.Count) return;
        for (var i = 0; i < subjects.Length; i++)
        {
            if (subjects[i] is not { } subject) continue;
            foreach (var value in payload.ValuesOf(payload.Entries[i]))
                if (subject.Track.Find(value.Metric) == 0) payload.Entries[i].Refusal = RefusalReasons.TooManySeries;
        }
    }

    private Submission Submit(Payload payload, Subject?[] subjects, int bytes)
    {
        var submission = new Submission(payload.EntryCount, bytes);
        for (var i = 0; i < subjects.Length; i++)
            if (subjects[i] is { } subject && payload.Entries[i] is { Refusal: null } entry) submission.Add(subject.Track, subject.Device.SitePath, entry, payload.ValuesOf(entry));
        var old = clock.GetUtcNow().ToUnixTimeMilliseconds() - (settings.BackfillMinutes * 60_000L);
        submission.IsBackfill = submission.Frames.Count > 0 && submission.Frames.TrueForAll(f => f.At < old);
        return submission;
    }

    private void Welcome(Subject?[] subjects)
    {
        foreach (var subject in subjects)
            if (subject is { Device: { State: LifecycleState.Planned or LifecycleState.Provisioned } device }) sightings.FirstReading(device.Id);
    }

    private Receipt Receive(DeviceEntry sender, RefusedSamples.Origin origin, in ReadOnlySequence<byte> bytes, Payload payload, Outcome outcome)
    {
        Dictionary<string, int>? refused = null;
        foreach (var entry in payload.Entries) Note(entry.Refusal, 1);
        Note(RefusalReasons.Duplicate, outcome.Duplicates);
        Note(RefusalReasons.ConflictingDuplicate, outcome.Conflicts);
        Note(RefusalReasons.DuplicateSequence, outcome.Repeats);
        if (refused is null) return new(outcome.Stored, null, Receipt.NoRefusals);
        foreach (var (reason, count) in refused) Count(sender, origin, reason, count, bytes, IndexOf(payload, reason));
        return new(outcome.Stored, null, refused);

        void Note(string? reason, int times)
        {
            if (reason is not null && times > 0) (refused ??= [])[reason] = refused.GetValueOrDefault(reason) + times;
        }
    }

    /// <summary>The first entry with the fault; null when the fault is not an entry's.</summary>
    private static int? IndexOf(Payload payload, string reason)
    {
        for (var i = 0; i < payload.EntryCount; i++)
            if (payload.Entries[i].Refusal == reason) return i;
        return null;
    }

    private void Count(DeviceEntry sender, RefusedSamples.Origin origin, string reason, int times, in ReadOnlySequence<byte> bytes, int? entry = null)
    {
        refusals.Count(origin.Border, reason, sender.TenantId, sender.DeviceId, times);
        samples.Count(sender.TenantId, sender.DeviceId, sender.SitePath, origin.Border, reason, times);

        // A resend is how the protocol works; keeping it would push out the samples worth looking at.
        if (reason is not (RefusalReasons.Duplicate or RefusalReasons.DuplicateSequence))
            samples.Keep(sender.TenantId, sender.DeviceId, sender.SitePath, origin, reason, bytes, entry);
    }

    private readonly record struct Subject(DeviceEntry Device, DeviceTrack Track);
}
