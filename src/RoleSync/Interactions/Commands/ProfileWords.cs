using RoleSync.Core.Policies;
using RoleSync.Core.Waiting;
using RoleSync.Members;

namespace RoleSync.Interactions.Commands;

/// <summary>Says what Ethos shows of somebody, or why there is nothing to show.</summary>
/// <param name="ladder">The tiers that scores are shown in.</param>
internal sealed class ProfileWords(TierLadder ladder)
{
    /// <param name="answer">What was found.</param>
    /// <param name="nobody">What to say where there is no profile.</param>
    public Reply Of(ProfileAnswer answer, string nobody) => answer switch
    {
        ProfileAnswer.Found found => Reply.Of(ProfileCard.Of(found.Profile, ladder)),
        ProfileAnswer.NoProfile => Reply.Of(nobody),
        ProfileAnswer.Unavailable unavailable => Reply.Of($"Ethos gives no usable answer just now, so there is no profile to show. {unavailable.Why} Try again in a few minutes."),
        ProfileAnswer.TooSoon soon => Reply.Of($"You asked for a profile a moment ago. Try again in {DurationText.Of(soon.Left)}."),
        _ => throw new ArgumentException("A profile has no other answers.", nameof(answer)),
    };
}
