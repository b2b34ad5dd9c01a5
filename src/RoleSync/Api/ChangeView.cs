using RoleSync.Storage;

namespace RoleSync.Api;

/// <summary>A change of a run. Times are milliseconds since 1970, ids of Discord are text.</summary>
internal sealed record ChangeView(
    long Id, int Index, string MemberId, string RoleId, string Kind, string Direction, string Reason, string Transition, string Outcome, string? Note,
    long PlannedAt, long? EndedAt)
{
    public static ChangeView Of(RecordedChange item) => new(
        item.Id, item.Index, item.Change.Member.ToString(), item.Change.Role.ToString(), Wire.Name(item.Change.Kind), Wire.Name(item.Change.Direction),
        item.Change.Reason, item.Change.Transition, Wire.Name(item.Outcome), item.Note, item.PlannedAt.ToUnixTimeMilliseconds(),
        item.EndedAt?.ToUnixTimeMilliseconds());
}

/// <summary>A page of changes, in the order in which they are sent.</summary>
/// <param name="Changes">At most as many as asked for.</param>
/// <param name="After">What to send as <c>after</c> for the next page; null on the last one.</param>
internal sealed record ChangePageView(IReadOnlyList<ChangeView> Changes, long? After);
