using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Core.Standings;

namespace RoleSync.Core.Planning;

/// <summary>Plans the verification of one member: the rule of a run, and the verified role for a member who has it not yet. Pure.</summary>
public static class VerificationPlanner
{
    /// <summary>
    /// The changes in the order in which they are to be sent; the verified role comes first. It is given to whom Ethos knows with a profile or an
    /// interaction. Only an answer that knows the person takes a role: that Ethos finds nobody has to be found twice, and a run counts how often.
    /// </summary>
    /// <param name="member">As Discord shows the member now, in scope or not.</param>
    /// <param name="standing">As Ethos answered.</param>
    /// <param name="policy">The guild's policy.</param>
    /// <param name="obstacles">The roles that the bot cannot give or take, with the reason.</param>
    /// <param name="verifiedObstacle">Why the verified role cannot be given; then nothing else is, for no run would look after it.</param>
    public static IReadOnlyList<Change> Plan(
        Member member, Standing standing, Policy policy, IReadOnlyDictionary<RoleId, string> obstacles, string? verifiedObstacle)
    {
        if (standing is not Standing.Known known)
        {
            return [];
        }

        if (member.Has(policy.Verified))
        {
            return Planner.Plan(member, standing, policy, obstacles);
        }

        var verified = member with { Roles = [.. member.Roles, policy.Verified] };
        if (!known.HasInteractions || !policy.Covers(verified) || policy.Expect(standing) is null)
        {
            return [];
        }

        var grant = new Change(
            member.Id, policy.Verified, ChangeKind.Grant, Direction.Gain, IsTier: false, Planner.Cause(standing),
            $"+ {policy.NameOf(policy.Verified)}", verifiedObstacle);
        return verifiedObstacle is null ? [grant, .. Planner.Plan(verified, standing, policy, obstacles)] : [grant];
    }
}
