using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Discord.Http;
using RoleSync.Discord.Wire;
using RoleSync.HandEdits;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Members;

/// <summary>
/// Explains to a person who waits which roles one member has, which the policy gives, and why. It reads everything anew (one call to Ethos, one to
/// Discord for the member, those that inspect the guild) and the last 20 changes of the member that are stored. It changes nothing, its calls go ahead
/// of those of runs, and none waits more than 10 seconds for a rate limit of Discord.
/// </summary>
internal sealed class MemberExplainer(MemberLookup members, StandingSource ethos, GuildInspector inspector, ChangeJournal journal, HandEditDetector handEdits, TimeProvider time)
{
    private const int History = 20;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>The explanation, also of somebody who is not in the guild; or, where Discord gives no usable answer about the member, a sentence that says why there is none.</summary>
    public async Task<ExplainAnswer> ExplainAsync(GuildId guild, MemberId id, Policy policy, CancellationToken ct)
    {
        var looking = ethos.LookUpAsync(id, ct);
        var inspection = inspector.InspectAsync(guild, policy, _patience, isAwaited: true, ct);
        var answer = await members.ForInteractions().ReadAsync(guild, id, _patience, ct);
        var inspected = await inspection;
        var standing = await looking;
        Member? member = null;
        switch (answer)
        {
            case DiscordAnswer<Member>.Ok ok:
                member = ok.Value;
                break;
            case DiscordAnswer<Member>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser }:
                break;
            default:
                return new ExplainAnswer.Unavailable(DiscordFailure.Of(answer, $"reading member {id}").Sentence);
        }

        var state = inspected.Ends(out var end, out var found) ? GuildState.Uninspected(policy) : found;
        var explanation = Explanation.Of(member, standing, policy, state.Obstacles);
        if (member is not null && await handEdits.RecallAsync(guild, [id], state, ct) is { } known)
        {
            explanation = explanation.LeavingAlone(known.Part(member, explanation.Changes).Left);
        }

        if (end?.Sentence is { } hindrance)
        {
            explanation = explanation with { InTheWay = [.. explanation.InTheWay, hindrance] };
        }

        var history = await journal.HistoryAsync(guild, id, History, ct);
        return new ExplainAnswer.Explained(new MemberExplanation(guild, id, policy, time.GetUtcNow(), standing, explanation, history));
    }
}
