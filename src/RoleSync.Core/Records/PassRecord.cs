namespace RoleSync.Core.Records;

/// <summary>What is kept of the passes over a guild.</summary>
/// <param name="Quiet">Passes since the last run that did something.</param>
/// <param name="EndedAt">When the last one ended; null before the first.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Members">How many members it saw.</param>
/// <param name="Troubles">What was in its way.</param>
/// <param name="Failures">Passes in a row over a guild that cannot be worked on.</param>
/// <param name="NextDue">When the next one is due, unless another run of the guild ends before.</param>
public sealed record PassRecord(
    int Quiet, DateTimeOffset? EndedAt, TimeSpan Took, int Members, PassTroubles Troubles, int Failures, DateTimeOffset NextDue);

/// <summary>What can be in the way of a pass. One that meets no more of it than the pass before is as good as quiet: it has been told.</summary>
[Flags]
public enum PassTroubles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Ethos gave no trustworthy answer for some members.</summary>
    Unknown = 1,

    /// <summary>It gave none for so many that nothing would be taken.</summary>
    Outage = 2,

    /// <summary>Ethos does not know members who hold its roles; they keep them until another look agrees.</summary>
    Awaiting = 4,

    /// <summary>Changes are needed that cannot be made.</summary>
    Refused = 8,

    /// <summary>Roles were edited by hand, and are only reported.</summary>
    Edited = 16,

    /// <summary>The guild cannot be worked on until a person mends something.</summary>
    Failed = 32,
}
