using RoleSync.Core.Guilds;

namespace RoleSync.Core.Planning;

/// <summary>
/// Leaves losses to people: all of them while a run is held, whose plan has them, and those that a person has rejected for as long as the member's
/// standing calls for the same. Pure; one for each page of a plan.
/// </summary>
/// <param name="isHeld">Whether a run of the guild waits for a decision.</param>
/// <param name="rejected">What was rejected of members of the page.</param>
public sealed class DecidedLosses(bool isHeld, IReadOnlyList<RejectedLoss> rejected)
{
    private readonly ILookup<MemberId, RejectedLoss> _rejected = rejected.ToLookup(loss => loss.Member);
    private readonly HashSet<MemberId> _over = [.. rejected.Select(loss => loss.Member)];

    /// <summary>Members of whom what was rejected is to be forgotten: their standing calls for something else now, or they are in scope no longer.</summary>
    public IReadOnlyCollection<MemberId> Over => _over;

    /// <summary>Nothing is known now of what the member's standing calls for: what was rejected stays so.</summary>
    public void Keep(MemberId member) => _over.Remove(member);

    /// <summary>The changes of one member that are not left to a person.</summary>
    public IReadOnlyList<Change> Part(MemberId member, IReadOnlyList<Change> changes)
    {
        var isRejected = _rejected[member].Any() && changes.Any(IsLoss) && changes.Where(IsLoss).All(change => _rejected[member].Any(loss => loss.Is(change)));
        if (isRejected || isHeld)
        {
            Keep(member);
        }

        return isRejected || isHeld ? [.. changes.Where(change => !IsLoss(change))] : changes;
    }

    private static bool IsLoss(Change change) => change.Direction is Direction.Loss;
}
