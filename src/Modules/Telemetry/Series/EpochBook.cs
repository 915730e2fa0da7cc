namespace IoTConsole.Telemetry.Series;

/// <summary>
/// The sequence numbers of a device that were stored, by epoch: a run of its counter, which starts anew with another epoch. Kept
/// as runs of neighbours, so that a day without a gap is one. Bounded: what is forgotten first is the epoch not heard of for
/// longest, and the lowest numbers of one with many gaps. A forgotten number is judged by its content like any other.
/// </summary>
internal sealed class EpochBook
{
    public const int MostEpochs = 4;
    public const int MostRuns = 64;
    private readonly List<Epoch> _epochs = new(1);

    /// <summary>False when the number is there already.</summary>
    public bool Add(long epoch, long number)
    {
        var at = _epochs.FindIndex(e => e.Id == epoch);
        var found = at < 0 ? new Epoch(epoch) : _epochs[at];
        if (at != _epochs.Count - 1 || at < 0)
        {
            if (at >= 0) _epochs.RemoveAt(at);
            else if (_epochs.Count == MostEpochs) _epochs.RemoveAt(0);
            _epochs.Add(found);
        }

        return found.Add(number);
    }

    /// <summary>What could not be stored was never heard.</summary>
    public void Remove(long epoch, long number) => _epochs.Find(e => e.Id == epoch)?.Remove(number);

    private sealed class Epoch(long id)
    {
        private readonly List<(long First, long Last)> _runs = new(1);

        public long Id => id;

        public bool Add(long number)
        {
            // Numbers rise: the place is nearly always at the end.
            var at = _runs.Count;
            while (at > 0 && _runs[at - 1].First > number) at--;
            if (at > 0 && _runs[at - 1].Last >= number) return false;
            var joinsBefore = at > 0 && _runs[at - 1].Last == number - 1;
            var joinsAfter = at < _runs.Count && _runs[at].First == number + 1;
            if (joinsBefore && joinsAfter)
            {
                _runs[at - 1] = (_runs[at - 1].First, _runs[at].Last);
                _runs.RemoveAt(at);
            }
            else if (joinsBefore)
            {
                _runs[at - 1] = (_runs[at - 1].First, number);
            }
            else if (joinsAfter)
            {
                _runs[at] = (number, _runs[at].Last);
            }
            else
            {
                _runs.Insert(at, (number, number));
                if (_runs.Count > MostRuns) _runs.RemoveAt(0);
            }

            return true;
        }

        public void Remove(long number)
        {
            var at = _runs.FindIndex(r => r.First <= number && number <= r.Last);
            if (at < 0) return;
            var (first, last) = _runs[at];
            _runs.RemoveAt(at);
            if (number < last) _runs.Insert(at, (number + 1, last));
            if (first < number) _runs.Insert(at, (first, number - 1));
        }
    }
}
