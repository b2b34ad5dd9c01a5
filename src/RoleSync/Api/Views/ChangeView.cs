using System.Text.Json.Serialization;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;

namespace RoleSync.Api.Views;

/// <summary>A change of a run. Times are milliseconds since 1970, ids of Discord are text; the role's name is what it stands for, null where it is not managed.</summary>
internal sealed record ChangeView(
    long Id, long RunId, int Index, string MemberId, string RoleId, string? RoleName, string Kind, string Direction, string Reason, string Transition, string Outcome, string? Note,
    long PlannedAt, long? EndedAt)
{
    private static readonly string _applied = JsonNames.Name(Core.Planning.Outcome.Applied);

    /// <summary>Whether Discord confirmed it.</summary>
    [JsonIgnore]
    public bool IsDone => Outcome == _applied;

    public static ChangeView Of(StoredChange item, Policy? policy) => new(
        item.Id, item.Run.Value, item.Index, item.Change.Member.ToString(), item.Change.Role.ToString(), policy?.Find(item.Change.Role)?.Name, JsonNames.Name(item.Change.Kind), JsonNames.Name(item.Change.Direction),
        item.Change.Reason, item.Change.Transition, JsonNames.Name(item.Outcome), item.Note, item.PlannedAt.ToUnixTimeMilliseconds(),
        item.EndedAt?.ToUnixTimeMilliseconds());
}

/// <summary>A page of changes, in the order in which they are sent.</summary>
/// <param name="Changes">At most as many as asked for.</param>
/// <param name="After">What to send as <c>after</c> for the next page; null on the last one.</param>
internal sealed record ChangePageView([property: JsonRequired] IReadOnlyList<ChangeView> Changes, long? After);

/// <summary>A page of what became of changes across the runs of a guild, newest first.</summary>
/// <param name="GuildId">The guild.</param>
/// <param name="Changes">At most as many as asked for.</param>
/// <param name="Before">What to send as <c>before</c> for the next page; null on the last one.</param>
internal sealed record ChangeHistoryView([property: JsonRequired] string GuildId, [property: JsonRequired] IReadOnlyList<ChangeView> Changes, string? Before);
