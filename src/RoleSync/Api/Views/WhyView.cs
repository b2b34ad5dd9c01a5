using System.Text.Json.Serialization;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Standings;
using RoleSync.Members;

namespace RoleSync.Api.Views;

/// <summary>An account of one member. Times are milliseconds since 1970, ids of Discord are text.</summary>
/// <param name="GuildId">The guild.</param>
/// <param name="MemberId">The member.</param>
/// <param name="LookedAt">When Ethos and Discord were asked.</param>
/// <param name="Standing">known, absent or unknown.</param>
/// <param name="Score">The credibility score; null unless known.</param>
/// <param name="Said">What Ethos said, as a sentence.</param>
/// <param name="Rule">The rules that decided, in sentences.</param>
/// <param name="Expected">The managed roles that are expected; null where nothing is expected of this member.</param>
/// <param name="Actual">The managed roles that the member holds.</param>
/// <param name="Changes">What a run would change now.</param>
/// <param name="InTheWay">What stands in the way, in sentences.</param>
/// <param name="History">The last changes of the member, newest run first.</param>
internal sealed record WhyView(
    string GuildId, [property: JsonRequired] string MemberId, long LookedAt, string Standing, double? Score, [property: JsonRequired] string Said, [property: JsonRequired] IReadOnlyList<string> Rule,
    IReadOnlyList<RoleView>? Expected, [property: JsonRequired] IReadOnlyList<RoleView> Actual, [property: JsonRequired] IReadOnlyList<ToDoView> Changes,
    [property: JsonRequired] IReadOnlyList<string> InTheWay, [property: JsonRequired] IReadOnlyList<HistoryView> History)
{
    public static WhyView Of(MemberExplanation account)
    {
        var explanation = account.Explanation;
        return new WhyView(
            account.Guild.ToString(),
            account.Member.ToString(),
            account.LookedAt.ToUnixTimeMilliseconds(),
            account.Standing.GetType().Name.ToLowerInvariant(),
            (account.Standing as Standing.Known)?.Score,
            explanation.Said,
            explanation.Rule,
            explanation.Expected is { } expected ? [.. expected.Select(RoleView.Of)] : null,
            [.. explanation.Actual.Select(RoleView.Of)],
            [.. explanation.Changes.Select(change => new ToDoView(
                JsonNames.Name(change.Kind), change.Role.ToString(), account.Policy.NameOf(change.Role), change.Reason, change.Obstacle))],
            explanation.InTheWay,
            [.. account.History.Select(item => HistoryView.Of(item, account.Policy))]);
    }
}

/// <summary>A managed role and what it stands for.</summary>
internal sealed record RoleView(string RoleId, string Name)
{
    public static RoleView Of(ManagedRole role) => new(role.Id.ToString(), role.Name);
}

/// <summary>A change that a run would make now.</summary>
internal sealed record ToDoView(string Kind, string RoleId, string RoleName, string Reason, string? Obstacle);

/// <summary>A change of an earlier run; <paramref name="At"/> is when it ended, else when it was planned.</summary>
internal sealed record HistoryView(long RunId, long At, string Kind, string RoleId, string RoleName, string Reason, string Outcome, string? Note)
{
    public static HistoryView Of(StoredChange item, Policy policy) => new(
        item.Run.Value, (item.EndedAt ?? item.PlannedAt).ToUnixTimeMilliseconds(), JsonNames.Name(item.Change.Kind), item.Change.Role.ToString(),
        policy.NameOf(item.Change.Role), item.Change.Reason, JsonNames.Name(item.Outcome), item.Note);
}
