using System.Collections.Concurrent;
using System.Globalization;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Benchmarks.Rigs;

/// <summary>Moves people to another tier at Ethos, and takes the time until Discord shows it.</summary>
internal sealed class MovedScores(SandboxGuild guild, EthosDirectory ethos, TimeProvider time)
{
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<ulong, long> _made = new();
    private readonly ConcurrentQueue<double> _seconds = new();
    private readonly ulong[] _members = guild.VerifiedMembers();
    private readonly ulong[] _managed = [.. guild.PolicyVariables().Select(pair => ulong.Parse(pair.Value, CultureInfo.InvariantCulture))];
    private int _next;

    /// <summary>How long each took.</summary>
    public IReadOnlyCollection<double> Seconds => _seconds;

    /// <summary>Changes the score of the next member by so much that the tier is another one.</summary>
    public void Make()
    {
        // Spread over the list, so that a change is met early in a pass or late.
        while (true)
        {
            var member = _members[(int)((uint)_next++ * 7919L % _members.Length)];
            if (guild.ExpectedRoles(member) is not { Length: > 1 } before || ethos.Find(member) is not { } user)
            {
                continue;
            }

            _made[member] = time.GetTimestamp();
            ethos.SetScore(member, user.Score < 1400 ? user.Score + 800 : user.Score - 500);
            if (guild.ExpectedRoles(member)!.SequenceEqual(before))
            {
                _made.TryRemove(member, out _);
                continue;
            }

            return;
        }
    }

    /// <summary>Looks at a write that has just taken effect: whether it made somebody right.</summary>
    public void Look(RoleWrite write)
    {
        if (_made.TryGetValue(write.Member, out var made) && IsRight(write.Member) && _made.TryRemove(write.Member, out _))
        {
            _seconds.Enqueue(time.GetElapsedTime(made).TotalSeconds);
        }
    }

    /// <summary>The time within which this share of the changes was there.</summary>
    public double Share(double share)
    {
        var sorted = _seconds.Order().ToList();
        return sorted.Count == 0 ? double.PositiveInfinity : sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }

    /// <summary>Waits until every change is there.</summary>
    /// <exception cref="InvalidOperationException">One is not there in time.</exception>
    public async Task AllSeenAsync(TimeSpan patience, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (!_made.IsEmpty)
        {
            if (time.GetElapsedTime(start) > patience)
            {
                throw new InvalidOperationException($"{_made.Count} changes of scores are no roles after {patience}.");
            }

            await Task.Delay(_between, time, ct);
        }
    }

    private bool IsRight(ulong member) => _managed.Intersect(guild.RolesOf(member)).Order().SequenceEqual(guild.ExpectedRoles(member)!);
}
