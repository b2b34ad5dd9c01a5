using System.Globalization;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Core.Standings;

namespace RoleSync.Core.Planning;

/// <summary>Why a member holds, or ought to hold, which managed roles; in sentences for the person who asks.</summary>
/// <param name="Said">What Ethos said.</param>
/// <param name="Rule">The rules that decided, in the order in which they apply.</param>
/// <param name="Expected">The managed roles that the member ought to hold; null where nothing is expected of this member.</param>
/// <param name="Actual">The managed roles that the member holds.</param>
/// <param name="Changes">What a run would change now, in order; one with an obstacle cannot be sent.</param>
/// <param name="InTheWay">Why the member is left as it is, or not all can be changed; empty when nothing stands in the way.</param>
public sealed record Explanation(
    string Said, IReadOnlyList<string> Rule, IReadOnlyList<ManagedRole>? Expected, IReadOnlyList<ManagedRole> Actual,
    IReadOnlyList<Change> Changes, IReadOnlyList<string> InTheWay)
{
    /// <summary>Explains one member. Pure.</summary>
    /// <param name="member">As Discord shows the member now; null when the guild has no such member.</param>
    /// <param name="standing">As Ethos answered.</param>
    /// <param name="policy">The guild's policy.</param>
    /// <param name="obstacles">The roles that the bot cannot give or take, with the reason.</param>
    public static Explanation Of(Member? member, Standing standing, Policy policy, IReadOnlyDictionary<RoleId, string> obstacles)
    {
        var actual = policy.Roles.Where(role => member?.Has(role.Id) == true).ToList();
        if (member is null || Outside(member, policy) is not null)
        {
            return new Explanation(
                Say(standing), [], null, actual, [], [member is null ? "The server has no such member." : Outside(member, policy)!]);
        }

        if (policy.IsStray(member))
        {
            var stripped = Planner.Strip(member, policy, obstacles);
            return new Explanation(Say(standing), [StrayRule], [], actual, stripped, [.. stripped.Select(change => change.Obstacle).OfType<string>().Distinct()]);
        }

        var expected = policy.Expect(member, standing)?.Roles;
        var changes = Planner.Plan(member, standing, policy, obstacles);
        List<string> inTheWay = [.. changes.Select(change => change.Obstacle).OfType<string>().Distinct()];
        if (expected is null)
        {
            inTheWay.Add("Without a trustworthy answer of Ethos no role of this member changes.");
        }

        return new Explanation(Say(standing), [.. ScopeRule(member, expected, policy), .. Rules(standing, policy)], expected, actual, changes, inTheWay);
    }

    /// <summary>The same, where some of the changes are left to a person; each of those says why as its obstacle.</summary>
    public Explanation LeavingAlone(IReadOnlyList<Change> left) => left.Count == 0 ? this : this with
    {
        Changes = [.. Changes.Select(change => left.FirstOrDefault(other => (other.Role, other.Kind) == (change.Role, change.Kind)) ?? change)],
        InTheWay = [.. InTheWay.Union(left.Select(change => change.Obstacle!))],
    };

    private const string StrayRule = "Whoever holds managed roles without the verified role loses them (SYNC_STRAYS=strip), whatever Ethos says.";

    private static string? Outside(Member member, Policy policy) =>
        member.IsBot ? "This is a bot, and bots are left alone."
        : policy.IsLeftAlone(member) ? "The member holds the exempt role (SYNC_EXEMPT_ROLE_ID) and is left alone."
        : policy.LooksAfter(member) ? null
        : $"The member does not hold the verified role ({PolicyKey.Verified}), so the member is not in scope."
            + (policy.IsStray(member) ? " The managed roles stay all the same, and are reported (SYNC_STRAYS=report)." : "");

    private static string Say(Standing standing) => standing switch
    {
        Standing.Known known => Invariant($"Ethos knows this person with a score of {known.Score:0.##}{Badges(known)}{(known.HasInteractions ? "" : ", without any interaction")}."),
        Standing.Absent => "Ethos answered, and nobody there is linked to this Discord account.",
        Standing.Unknown unknown => $"Ethos gave no trustworthy answer: {unknown.Why}",
        _ => throw new ArgumentException("There are three standings.", nameof(standing)),
    };

    private static IEnumerable<string> ScopeRule(Member member, IReadOnlyList<ManagedRole>? expected, Policy policy)
    {
        if (policy.Scope is Scope.Everyone && !member.Has(policy.Verified) && expected is not null)
        {
            yield return expected.Count > 0
                ? "Everybody is in scope (SYNC_SCOPE=everyone), and whom Ethos knows with an interaction gets the verified role."
                : "Everybody is in scope (SYNC_SCOPE=everyone), but the verified role is given for an interaction at Ethos only; without it no managed role is held.";
        }
    }

    private static IEnumerable<string> Rules(Standing standing, Policy policy)
    {
        switch (standing)
        {
            case Standing.Unknown:
                yield return "An unknown standing changes nothing.";
                break;
            case Standing.Absent:
                yield return "Whom Ethos does not know holds the verified role only; every other managed role is taken.";
                break;
            case Standing.Known { HasInteractions: false }:
                yield return "Without a review or vouch received, a linked address or a profile, a person holds the verified role only; every other managed role is taken.";
                break;
            case Standing.Known known:
                yield return TierRule(known.Score, policy.Ladder);
                yield return Variant(known, policy);
                break;
            default:
                throw new ArgumentException("There are three standings.", nameof(standing));
        }
    }

    private static string TierRule(double score, TierLadder ladder)
    {
        var index = ladder.IndexOf(score);
        var next = index + 1 < ladder.Tiers.Count ? Invariant($"; {ladder.Tiers[index + 1].Name} begins at {ladder.Tiers[index + 1].Minimum}") : "";
        return index < 0
            ? Invariant($"A score of {score:0.##} lies below every tier{next}.")
            : Invariant($"A score of {score:0.##} belongs to {ladder.Tiers[index].Name}, which begins at {ladder.Tiers[index].Minimum}{next}.");
    }

    private static string Variant(Standing.Known known, Policy policy)
    {
        var why = (known.IsValidator, known.IsHuman) switch
        {
            (true, true) => "a validator and a verified human",
            (true, false) => "a validator",
            (false, true) => "a verified human",
            (false, false) => "neither a validator nor a verified human",
        };
        return policy.Expect(known)?.Tier is { } tier
            ? $"The person is {why}: of that tier's roles {tier.Name} is the one that fits best."
            : $"The person is {why}; the configuration names no role for that tier.";
    }

    private static string Badges(Standing.Known known) =>
        (known.IsValidator ? ", as a validator" : "") + (known.IsHuman ? ", as a verified human" : "");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
