using RoleSync.Core.Guilds;

namespace RoleSync.Members;

/// <summary>Gives each member of a guild one turn in an interval; counted in this process.</summary>
internal sealed class MemberCooldown(TimeSpan interval, TimeProvider time)
{
    /// <summary>With so many members more than after the last clearing, those who need not be remembered any more are forgotten.</summary>
    private const int Step = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(GuildId Guild, MemberId Member), long> _last = [];
    private int _clearAt = Step;

    /// <summary>How many members are remembered.</summary>
    public int Remembered
    {
        get
        {
            lock (_gate)
            {
                return _last.Count;
            }
        }
    }

    /// <summary>Takes the member's turn.</summary>
    /// <returns>Null when it is taken; else how long it is until the next one.</returns>
    public TimeSpan? Take(GuildId guild, MemberId member)
    {
        lock (_gate)
        {
            if (_last.TryGetValue((guild, member), out var last) && Left(last) is var left && left > TimeSpan.Zero)
            {
                return left;
            }

            Forget();
            _last[(guild, member)] = time.GetTimestamp();
            return null;
        }
    }

    private TimeSpan Left(long last) => interval - time.GetElapsedTime(last);

    private void Forget()
    {
        if (_last.Count < _clearAt)
        {
            return;
        }

        foreach (var (member, last) in _last)
        {
            if (Left(last) <= TimeSpan.Zero)
            {
                // A dictionary may lose entries while it is walked.
                _last.Remove(member);
            }
        }

        _clearAt = _last.Count + Step;
    }
}
