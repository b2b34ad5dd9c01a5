using RoleSync.Core.Guarding;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;

namespace RoleSync.Planning;

/// <summary>What the next run would change under settings that are not in force.</summary>
internal abstract record WhatIfAnswer
{
    private WhatIfAnswer()
    {
    }

    /// <summary>The plan, of which nothing is stored.</summary>
    /// <param name="Run">The counts, as a run would have them; its id means nothing.</param>
    /// <param name="Policy">The policy that was tried.</param>
    /// <param name="Verdict">Whether the run would be held.</param>
    /// <param name="Withholds">Whether so many standings are unknown that losses were left out.</param>
    /// <param name="Transitions">All changes, counted.</param>
    /// <param name="Changes">The first of them, by member.</param>
    public sealed record Planned(
        Run Run, Policy Policy, GuardVerdict Verdict, bool Withholds, IReadOnlyList<TransitionCount> Transitions,
        IReadOnlyList<(Change Change, Outcome Outcome)> Changes) : WhatIfAnswer;

    /// <summary>The settings make no policy for the guild.</summary>
    public sealed record Unusable(IReadOnlyList<string> Problems) : WhatIfAnswer;

    /// <summary>Something else is under way.</summary>
    public sealed record Busy(string Why) : WhatIfAnswer;

    /// <summary>Discord, or the list of members, cannot be read now.</summary>
    public sealed record Unavailable(string Why) : WhatIfAnswer;
}
