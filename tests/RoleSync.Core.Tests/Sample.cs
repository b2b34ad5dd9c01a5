using System.Globalization;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Standings;

namespace RoleSync.Core.Tests;

/// <summary>A guild whose policy names every role there is, and words for members, standings and changes so that a test reads as a table.</summary>
internal static class Sample
{
    public static readonly IReadOnlyDictionary<RoleId, string> NoObstacles = new Dictionary<RoleId, string>();

    public static readonly RoleId Unmanaged = new(77);

    public static readonly Policy Policy = PolicyWithout();

    public static RoleId RoleOf(string name)
    {
        var keys = TierLadder.Default.Keys;
        return new RoleId(1000 + (ulong)keys.Index().Single(key => key.Item.Name == name).Index);
    }

    /// <summary>The full policy without the roles of these names.</summary>
    public static Policy PolicyWithout(params string[] names) => Draft(names).Build().Value!;

    /// <summary>The full policy, which leaves the holders of this role alone.</summary>
    public static Policy PolicyExempting(RoleId role)
    {
        var draft = Draft();
        draft.Exempt = role;
        return draft.Build().Value!;
    }

    /// <summary>The full policy without the roles of these names, for this scope and this way with strays.</summary>
    public static Policy PolicyFor(Scope scope, StrayHandling strays, params string[] without)
    {
        var draft = Draft(without);
        (draft.Scope, draft.Strays) = (scope, strays);
        return draft.Build().Value!;
    }

    /// <summary>A draft of the full policy without the roles of these names.</summary>
    public static PolicyDraft Draft(params string[] without)
    {
        var draft = new PolicyDraft(TierLadder.Default);
        foreach (var key in TierLadder.Default.Keys.Where(key => !without.Contains(key.Name)))
        {
            draft.Add(key.Key, RoleOf(key.Name));
        }

        return draft;
    }

    /// <summary>A member in scope with an unmanaged role and the roles of these names, parted by commas.</summary>
    public static Member Holding(string names) => new(new MemberId(5), [Unmanaged, RoleOf("Verified"), .. Split(names).Select(RoleOf)], IsBot: false);

    /// <summary>The same without the verified role.</summary>
    public static Member WithoutVerified(string names)
    {
        var member = Holding(names);
        return member with { Roles = [.. member.Roles.Where(role => role != RoleOf("Verified"))] };
    }

    /// <summary>Reads <c>1640</c>, <c>1640 validator human</c>, <c>1640 silent</c> (no interactions), <c>absent</c> or <c>unknown</c>.</summary>
    public static Standing Says(string text)
    {
        var words = text.Split(' ');
        return words[0] switch
        {
            "absent" => Standing.AbsentStanding,
            "unknown" => new Standing.Unknown("Ethos did not answer."),
            var score => new Standing.Known(
                double.Parse(score, CultureInfo.InvariantCulture), words.Contains("validator"), words.Contains("human"), !words.Contains("silent")),
        };
    }

    /// <summary>Writes changes as <c>+ Established gain, - Known gain</c>; a blocked one ends in <c>blocked</c>.</summary>
    public static string Write(IEnumerable<Change> changes, Policy? policy = null) =>
        string.Join(", ", changes.Select(change =>
            $"{(change.Kind == ChangeKind.Grant ? '+' : '-')} {(policy ?? Policy).NameOf(change.Role)} {(change.Direction == Direction.Gain ? "gain" : "loss")}"
            + (change.Obstacle is null ? "" : " blocked")));

    /// <summary>The member after Discord has done what can be sent.</summary>
    public static Member After(Member member, IEnumerable<Change> changes) =>
        changes.Where(change => change.Obstacle is null).Aggregate(member, (held, change) => held with
        {
            Roles = change.Kind == ChangeKind.Grant ? [.. held.Roles, change.Role] : [.. held.Roles.Where(role => role != change.Role)],
        });

    public static string[] Split(string names) => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
