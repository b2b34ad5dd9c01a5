using System.Globalization;
using RoleSync.Core.Guarding;
using RoleSync.Core.Runs;
using RoleSync.Work;

namespace RoleSync.Reading;

/// <summary>Sees to it that a list of members which cannot be all of the guild is read again from where it ended, and then fails the run rather than being planned.</summary>
internal sealed class MemberListGate(RunMemories memories)
{
    private const int MaximumRests = 3;

    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(30);

    /// <summary>Judges a list that has come to its end.</summary>
    /// <returns>Null when the plan may be closed, otherwise why it cannot be yet, or at all.</returns>
    public PhaseResult? Check(Run run, int? approximate)
    {
        if (MemberListCheck.IsBelievable(run.Listed, approximate))
        {
            return null;
        }

        var found = string.Create(CultureInfo.InvariantCulture, $"Discord listed {run.Listed} members of a guild that has about {approximate ?? 1}");
        if (memories.Of(run.Id).CountRest() <= MaximumRests)
        {
            return new PhaseResult.Postponed($"{found}; the rest of the list is asked for again then.", _rest);
        }

        return new PhaseResult.Failed($"{found}, however often it was asked. Nobody was changed. Start the run again later; the next scheduled run tries by itself.");
    }
}
