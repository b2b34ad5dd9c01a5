using RoleSync.Core.Planning;

namespace RoleSync.Core.Records;

/// <summary>Outcomes as the run counts them.</summary>
/// <param name="Applied">Confirmed by Discord.</param>
/// <param name="Failed">Without a usable answer after every retry.</param>
/// <param name="Refused">Not allowed, or put back because the other half of the switch was not.</param>
/// <param name="Skipped">Not sent, or left to a person: stale, gone, withheld or a conflict.</param>
public readonly record struct OutcomeTally(int Applied, int Failed, int Refused, int Skipped)
{
    /// <summary>The tally with more changes of one outcome.</summary>
    /// <exception cref="ArgumentException">Pending is no outcome that could be counted.</exception>
    public OutcomeTally Plus(Outcome outcome, int changes) => outcome switch
    {
        Outcome.Applied => this with { Applied = Applied + changes },
        Outcome.Failed => this with { Failed = Failed + changes },
        Outcome.Refused => this with { Refused = Refused + changes },
        Outcome.PutBack => this with { Applied = Applied - changes, Refused = Refused + changes },
        Outcome.Gone or Outcome.Stale or Outcome.Withheld or Outcome.Conflict => this with { Skipped = Skipped + changes },
        Outcome.Pending => throw new ArgumentException("A change whose outcome is recorded cannot be pending.", nameof(outcome)),
    };

    /// <summary>What this tally has more than the other one; negative where it has less.</summary>
    public OutcomeTally Minus(OutcomeTally other) =>
        new(Applied - other.Applied, Failed - other.Failed, Refused - other.Refused, Skipped - other.Skipped);
}
