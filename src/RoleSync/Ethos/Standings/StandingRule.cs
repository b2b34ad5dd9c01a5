using RoleSync.Core.Standings;
using RoleSync.Ethos.Users;

namespace RoleSync.Ethos.Standings;

/// <summary>
/// Makes a standing of a user: blind to what does not matter, strict about what decides. A field that decides and is missing or of the wrong type
/// makes the person Unknown; nobody loses a role over it.
/// </summary>
internal static class StandingRule
{
    private static readonly Standing _merged = new Standing.Unknown("Ethos has merged this user into another one.");
    private static readonly Standing _noStatus = new Standing.Unknown("Ethos sent no status that is known here.");
    private static readonly Standing _noScore = new Standing.Unknown("Ethos sent no score from 0 to 2800.");
    private static readonly Standing _noCount = new Standing.Unknown("Ethos did not say how many validators the person holds.");
    private static readonly Standing _noHuman = new Standing.Unknown("Ethos sent a human verification that is not known here.");
    private static readonly Standing _noInteractions = new Standing.Unknown("Ethos did not say enough to tell whether anybody has interacted with the person.");

    /// <summary>Known when every field that decides is there and makes sense, else Unknown.</summary>
    public static Standing Judge(EthosUser user) =>
        user.Status is not { } status ? _noStatus
        : status is EthosStatus.Merged ? _merged
        : user.Score is not { } score ? _noScore
        : user.Validators is not { } validators ? _noCount
        : user.IsHuman is not { } isHuman ? _noHuman
        : EthosInteractions.Of(user) is not { } interacts ? _noInteractions
        : new Standing.Known(score, validators > 0, isHuman, interacts);
}
