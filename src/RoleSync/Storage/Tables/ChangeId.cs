using System.Numerics;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;

namespace RoleSync.Storage.Tables;

/// <summary>
/// How the id of a stored change is made: the run, the member's index in the run, and the position among the member's changes,
/// from the high bits to the low ones. So the primary key alone orders the changes of a run as they are sent, finds those of a chunk
/// as one range, and leaves room for a member's changes to be replaced in place.
/// </summary>
internal static class ChangeId
{
    private const int IndexBits = 25;

    /// <summary>The most changes that one member can have in one run, those that went stale included; a power of two.</summary>
    public const int MaxPositions = StoredChange.MostOfOneMember;

    /// <summary>The most members in scope of one run: 33,554,432, more than a guild of Discord can have.</summary>
    public const int MaxMembers = 1 << IndexBits;

    private static readonly int _positionBits = BitOperations.Log2(MaxPositions);

    /// <summary>The id of a member's change; <paramref name="position"/> counts from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index or the position does not fit.</exception>
    public static long Of(RunId run, int index, int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, MaxMembers);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, MaxPositions);
        return First(run, index) + position;
    }

    /// <summary>The lowest id that a change of this member, or of any member after, can have; an index beyond the last one gives the run's end.</summary>
    public static long First(RunId run, int index) => (run.Value << (IndexBits + _positionBits)) + ((long)Math.Min(index, MaxMembers) << _positionBits);

    /// <summary>The end (exclusive) of a run's ids.</summary>
    public static long End(RunId run) => First(run, MaxMembers);

    /// <summary>The run in an id.</summary>
    public static RunId RunOf(long id) => new(id >> (IndexBits + _positionBits));

    /// <summary>The member's index in an id.</summary>
    public static int IndexOf(long id) => (int)(id >> _positionBits) & (MaxMembers - 1);
}
