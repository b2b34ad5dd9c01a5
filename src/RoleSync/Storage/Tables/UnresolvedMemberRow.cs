using System.Globalization;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>doubts</c>: a member of a run whose standing is Unknown. It is gone when the member was asked for again, or when the run's plan is complete.</summary>
internal sealed class UnresolvedMemberRow
{
    public long Run { get; set; }

    public int Index { get; set; }

    public long Member { get; set; }

    /// <summary>Role ids in decimal, parted by spaces.</summary>
    public required string Roles { get; set; }

    public long ListedAt { get; set; }

    public static UnresolvedMemberRow Of(RunId run, UnresolvedMember unresolved) => new()
    {
        Run = run.Value,
        Index = unresolved.Index,
        Member = (long)unresolved.Member.Id.Value,
        Roles = string.Join(' ', unresolved.Member.Roles.Select(role => role.Value.ToString(CultureInfo.InvariantCulture))),
        ListedAt = unresolved.ListedAt.ToUnixTimeMilliseconds(),
    };

    public UnresolvedMember ToUnresolvedMember() => new(
        Index,
        new Member(
            new MemberId((ulong)Member),
            [.. Roles.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(role => new RoleId(ulong.Parse(role, CultureInfo.InvariantCulture)))],
            IsBot: false),
        DateTimeOffset.FromUnixTimeMilliseconds(ListedAt));
}
