using Microsoft.Extensions.Options;
using RoleSync.Applying.Writers;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Standings;
using RoleSync.Discord.Http;
using RoleSync.Discord.Wire;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Members;

/// <summary>
/// Verifies one member for a person who waits: one call to Ethos, one to Discord for the member, and the writes that are needed, by the rule of
/// a run and beside one that is under way. Everything goes ahead of what runs send, and nobody else writes the member meanwhile.
/// </summary>
internal sealed class Verifier(
    MemberLookup members, StandingSource ethos, GuildInspector inspector, PlanMemory memory, VerificationStore verifications, MemberLocks locks,
    VerificationWriter writer, TimeProvider time, IOptions<SyncOptions> options)
{
    /// <summary>All that comes before the first write has to be done by then: nobody waits longer for an answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan _limitPatience = TimeSpan.FromSeconds(30);

    private readonly MemberCooldown _pace = new(options.Value.VerifyInterval, time);

    /// <summary>Looks the member up and puts the roles right.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="member">Who is to be verified; a member of it or not.</param>
    /// <param name="policy">The guild's policy.</param>
    /// <param name="requester">Who asks.</param>
    /// <param name="ct">Gives up; what was written stays.</param>
    public async Task<VerifyAnswer> VerifyAsync(GuildId guild, MemberId member, Policy policy, Requester requester, CancellationToken ct)
    {
        if (requester.IsPaced && _pace.Take(guild, member) is { } left)
        {
            return new VerifyAnswer.TooSoon(left);
        }

        using var late = new CancellationTokenSource(Patience, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        IDisposable? held = null;
        try
        {
            var inspection = inspector.RecallAsync(guild, policy, _limitPatience, isAwaited: true, ended.Token);
            var standing = await ethos.LookUpAsync(member, ended.Token);
            var inspected = await inspection;
            if (standing is not Standing.Known known)
            {
                return standing is Standing.Unknown unknown ? new VerifyAnswer.EthosSilent(unknown.Why) : new VerifyAnswer.NotLinked();
            }

            if (inspected.Ends(out var end, out var state))
            {
                return NotNow(end);
            }

            held = await locks.AcquireAsync(guild, member, ended.Token);
            var answer = await members.ForInteractions().ReadAsync(guild, member, _limitPatience, ended.Token);
            return answer is DiscordAnswer<Member>.Ok { Value: var found }
                ? await SettleAsync(guild, found, known, state, requester, ct)
                : NotFound(answer, member);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new VerifyAnswer.NotNow("Ethos, Discord, or a run that writes this member's roles took too long.", NeedsModerator: false);
        }
        finally
        {
            held?.Dispose();
        }
    }

    /// <summary>Compares and writes, with the member's lock held.</summary>
    private async Task<VerifyAnswer> SettleAsync(
        GuildId guild, Member member, Standing.Known standing, GuildState state, Requester requester, CancellationToken ct)
    {
        var policy = state.Policy;
        if (member.IsBot || (policy.Exempt is { } exempt && member.Has(exempt)))
        {
            return new VerifyAnswer.LeftAlone(member.IsBot ? VerifyAnswer.Reason.IsBot : VerifyAnswer.Reason.IsExempt);
        }

        await memory.ForgetAbsenceAsync(guild, member.Id, ct);
        var plan = VerificationPlanner.Plan(member, standing, policy, state.Obstacles, state.VerifiedObstacle);
        var (changes, why) = plan.Count == 0 ? new SentVerification([], null) : await writer.WriteAsync(guild, plan, policy, requester, ct);
        var hasWritten = changes.Any(change => change.Outcome is Outcome.Applied);
        if (hasWritten || changes.Count == 0)
        {
            await verifications.SupersedeAsync(guild, member.Id, hasWritten, ct);
        }

        return new VerifyAnswer.Looked(standing, changes, why);
    }

    private static VerifyAnswer NotFound(DiscordAnswer<Member> answer, MemberId member) =>
        answer is DiscordAnswer<Member>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser }
            ? new VerifyAnswer.LeftAlone(VerifyAnswer.Reason.IsNoMember)
            : NotNow(PhaseResult.Of(answer, $"reading member {member}"));

    private static VerifyAnswer.NotNow NotNow(PhaseResult end) => new(end.SentenceForWaiting, end is PhaseResult.Failed);
}
