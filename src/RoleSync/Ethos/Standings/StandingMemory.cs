using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;

namespace RoleSync.Ethos.Standings;

/// <summary>
/// Known standings of the last seconds. Nothing else is kept: that Ethos knows nobody, or said nothing usable, is for whoever asked alone. The oldest
/// go when there are too many. For one caller at a time.
/// </summary>
/// <param name="freshness">How long a standing is remembered; zero: not at all.</param>
/// <param name="capacity">The most that are remembered.</param>
/// <param name="time">The clock.</param>
internal sealed class StandingMemory(TimeSpan freshness, int capacity, TimeProvider time)
{
    private readonly Dictionary<MemberId, Entry> _entries = [];
    private readonly Queue<(MemberId Member, long Answered)> _order = new();

    /// <summary>How many are remembered.</summary>
    public int Count => _entries.Count;

    /// <summary>The standing that is remembered; null where there is none, or none that was asked for after that time.</summary>
    public Standing.Known? Find(MemberId member, long newerThan) =>
        _entries.TryGetValue(member, out var entry) && entry.Asked > newerThan && time.GetElapsedTime(entry.Answered) < freshness ? entry.ToStanding() : null;

    /// <summary>Remembers the known ones of an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="asked">When it was asked for, by the clock's counter.</param>
    public void Keep(IReadOnlyDictionary<MemberId, Standing> answer, long asked)
    {
        if (freshness > TimeSpan.Zero)
        {
            var answered = time.GetTimestamp();
            foreach (var (member, standing) in answer)
            {
                if (standing is Standing.Known known)
                {
                    _entries[member] = new Entry(asked, answered, known);
                    _order.Enqueue((member, answered));
                }
            }
        }

        Forget();
    }

    /// <summary>Lets go of what is too old, or too much.</summary>
    public void Forget()
    {
        while (_order.TryPeek(out var oldest) && (_order.Count > capacity || time.GetElapsedTime(oldest.Answered) >= freshness))
        {
            _order.Dequeue();
            if (_entries.TryGetValue(oldest.Member, out var entry) && entry.Answered == oldest.Answered)
            {
                _entries.Remove(oldest.Member);
            }
        }

        if (_order.Count == 0)
        {
            // Between two passes nothing of the last one stays in memory.
            _entries.TrimExcess();
            _order.TrimExcess();
        }
    }

    /// <summary>A standing in as few bytes as it takes: there may be hundreds of thousands.</summary>
    private readonly struct Entry(long asked, long answered, Standing.Known known)
    {
        private readonly double _score = known.Score;
        private readonly bool _isValidator = known.IsValidator;
        private readonly bool _isHuman = known.IsHuman;
        private readonly bool _hasInteractions = known.HasInteractions;

        public long Asked => asked;

        public long Answered => answered;

        public Standing.Known ToStanding() => new Standing.Known(_score, _isValidator, _isHuman, _hasInteractions);
    }
}
