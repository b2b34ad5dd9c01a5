using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Discord.Http;
using RoleSync.Discord.Wire;
using RoleSync.Ethos.Standings;
using RoleSync.HandEdits;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Members;

/// <summary>Gives an account of one member from a fresh look: one call to Ethos, one to Discord for the member, those of a preflight, and what is stored. A person waits for it: no call waits for those of runs.</summary>
internal sealed class MemberExplainer(MemberLookup members, EthosClient ethos, GuildInspector inspector, ChangeJournal journal, HandEditDetector drift, TimeProvider time)
{
    private const int History = 20;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>The account, or a sentence that says why there is none.</summary>
    public async Task<(MemberExplanation? Account, string? Why)> ExplainAsync(GuildId guild, MemberId id, Policy policy, CancellationToken ct)
    {
        var standings = ethos.LookUpAsync([id], isAwaited: true, ct);
        var preflight = inspector.InspectAsync(guild, policy, _patience, isAwaited: true, ct);
        var answer = await members.ForInteractions().ReadAsync(guild, id, _patience, ct);
        var (inspection, end) = await preflight;
        var standing = (await standings)[id];
        Member? member = null;
        switch (answer)
        {
            case DiscordAnswer<Member>.Ok ok:
                member = ok.Value;
                break;
            case DiscordAnswer<Member>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser }:
                break;
            default:
                return (null, DiscordFailure.Of(answer, $"reading member {id}").Sentence);
        }

        var ground = new Ground(policy, inspection?.Obstacles ?? new Dictionary<RoleId, string>());
        var explanation = Explanation.Of(member, standing, policy, ground.Obstacles);
        if (member is not null && await drift.LookAsync(guild, [id], ground, ct) is { } known)
        {
            explanation = explanation.LeavingAlone(known.Part(member, explanation.Changes).Left);
        }

        if (end is not null)
        {
            explanation = explanation with { InTheWay = [.. explanation.InTheWay, Sentence(end)] };
        }

        var history = await journal.HistoryAsync(guild, id, History, ct);
        return (new MemberExplanation(guild, id, policy, time.GetUtcNow(), standing, explanation, history), null);
    }

    private static string Sentence(PhaseResult end) => end switch
    {
        PhaseResult.Postponed postponed => postponed.Why,
        PhaseResult.Failed fatal => fatal.Why,
        _ => throw new InvalidOperationException("A call ends with an answer or with a reason."),
    };
}
