using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;

namespace RoleSync.Core.Planning;

/// <summary>
/// Which planned changes of a member may be written now, whenever they were planned and whoever agreed to them: those of roles that the
/// policy of now names, of a member who is in scope now. Pure.
/// </summary>
public static class Applicability
{
    /// <summary>The note of changes of a member whom the guild no longer has.</summary>
    public const string LeftNote = "The member has left the server.";

    /// <summary>Parts the changes by what the policy of now names.</summary>
    /// <returns>
    /// The changes that may be written, and those that may not: of a role that no setting names, and where a tier's role is among them every
    /// change of a tier, because half a switch would leave the member with two tiers or none. Both keep their order.
    /// </returns>
    public static (IReadOnlyList<Change> Named, IReadOnlyList<Change> Left) Part(IReadOnlyList<Change> changes, Policy policy)
    {
        if (changes.All(change => policy.Managed.Contains(change.Role)))
        {
            return (changes, []);
        }

        var isTierLeft = changes.Any(change => change.IsTier && !policy.Managed.Contains(change.Role));
        var isNamed = changes.ToLookup(change => policy.Managed.Contains(change.Role) && !(change.IsTier && isTierLeft));
        return ([.. isNamed[true]], [.. isNamed[false]]);
    }

    /// <summary>Parts what is left to do for a member of whom a part is written.</summary>
    /// <param name="changes">The member's changes that are not written yet.</param>
    /// <param name="hasSwitchBegun">Whether a half of a switch of tiers is written.</param>
    /// <param name="policy">The policy of now.</param>
    public static (IReadOnlyList<Change> Named, IReadOnlyList<Change> Left) PartRest(IReadOnlyList<Change> changes, bool hasSwitchBegun, Policy policy)
    {
        if (!hasSwitchBegun)
        {
            return Part(changes, policy);
        }

        // A switch that has begun is finished role by role as far as the roles are named, because to leave its rest as a whole would leave two tiers.
        var isNamed = changes.ToLookup(change => policy.Managed.Contains(change.Role));
        return ([.. isNamed[true]], [.. isNamed[false]]);
    }

    /// <summary>Why a change that <see cref="Part"/> leaves is not written.</summary>
    public static string WhyLeft(Change change, Policy policy) => policy.Managed.Contains(change.Role)
        ? "The configuration no longer names the other role of this switch of tiers; the tier is left as a whole."
        : NotNamed(change.Role);

    /// <summary>Why a role that no setting names is not written.</summary>
    public static string NotNamed(RoleId role) =>
        $"The configuration no longer names the role {role}, and a role that it does not name is never touched.";

    /// <summary>Why this change of the member does not hold now; null for a member in scope, or one who still is the stray that the change is for.</summary>
    public static string? OutOfScope(Change change, Member member, Policy policy) =>
        change.ForStray ? LeftAlone(member, policy) ?? NoStray(member, policy) : OutOfScope(member, policy);

    /// <summary>Why a member's roles do not follow what Ethos says; null for a member in scope.</summary>
    public static string? OutOfScope(Member member, Policy policy) =>
        LeftAlone(member, policy)
        ?? (policy.Covers(member) ? null : "The member no longer holds the verified role.");

    private static string? LeftAlone(Member member, Policy policy) =>
        member.IsBot ? "This is a bot, and bots are left alone."
        : policy.IsLeftAlone(member) ? "The member has become exempt (SYNC_EXEMPT_ROLE_ID)."
        : null;

    private static string? NoStray(Member member, Policy policy) =>
        policy.Scope is Scope.Everyone ? "Everybody is in scope now (SYNC_SCOPE=everyone): what Ethos says of the member decides."
        : policy.Strays is StrayHandling.Report ? "Members without the verified role are only reported now (SYNC_STRAYS=report)."
        : member.Has(policy.Verified) ? "The member holds the verified role now: nothing is taken for the lack of it."
        : null;
}
